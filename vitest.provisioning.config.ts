import { defineConfig } from 'vitest/config';

/** `npm run test:provisioning` is separate, because hundreds of people take minutes. */
export default defineConfig({
  test: {
    include: ['test/provisioning/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
  },
});
