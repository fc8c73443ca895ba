import { defineConfig } from 'vitest/config';

/** `npm run test:servers` is separate, because it builds two more versions of Temporal's server. */
export default defineConfig({
  test: {
    include: ['test/servers/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
  },
});
