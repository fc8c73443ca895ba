import { defineConfig } from 'vitest/config';

/** `npm run test:postgres`: apart, because it needs PostgreSQL and a Temporal server that is built for it. */
export default defineConfig({ test: { include: ['test/postgres/**/*.test.ts'] } });
