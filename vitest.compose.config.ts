import { defineConfig } from 'vitest/config';

/** `npm run test:compose` is separate, because it needs a Docker engine. */
export default defineConfig({
  test: {
    include: ['test/compose/**/*.test.ts'],
    // The first `up` builds the image, and pulls the others.
    testTimeout: 20 * 60_000,
    hookTimeout: 20 * 60_000,
    // Each test continues where the one before it stopped.
    bail: 1,
    expect: { poll: { timeout: 120_000, interval: 500 } },
  },
});
