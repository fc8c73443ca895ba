import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/postgres/**', 'test/servers/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Temporal's native runtime exists once per process, so each file runs in a process of its own.
    pool: 'forks',
    // Each file with a worker keeps a core busy. More of them would only slow each other down.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default of one second is too short for a machine whose cores are all busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
