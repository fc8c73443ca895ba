import { defineConfig } from 'vitest/config';

/** `npm run test:helm` is separate, because it builds Helm and kubeconform. */
export default defineConfig({
  test: {
    include: ['test/helm/**/*.test.ts'],
    globalSetup: ['test/helm/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 20 * 60_000,
    maxWorkers: 1,
  },
});
