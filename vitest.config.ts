import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/postgres/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Temporal's native runtime is one a process, so every file gets a process of its own.
    pool: 'forks',
    // Each file with a worker keeps a core busy; more of them only make each other late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default of a second is short for a machine whose cores are all busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
