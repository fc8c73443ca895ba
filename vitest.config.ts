import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/compose/**',
      'test/postgres/**',
      'test/servers/**',
      'test/helm/**',
      'test/provisioning/**',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    // Temporal's native runtime exists once per process, so each file runs in a process of its own.
    pool: 'forks',
    // Each file with a worker keeps a core busy. More of them would only slow each other down.
    maxWorkers: 2,
    // A caller of the API would retry a 503, too, when Temporal has been slow for four seconds. Nothing else runs again.
    retry: { count: 1, condition: /Temporal did not respond|Deadline exceeded/ },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default of one second is too short for a machine whose cores are all busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
