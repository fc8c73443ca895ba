import { defineConfig } from 'vitest/config';

/** `npm run test:postgres` is separate, because it needs PostgreSQL and a Temporal server that it builds. */
export default defineConfig({ test: { include: ['test/postgres/**/*.test.ts'] } });
