import { inject } from 'vitest';
import type { TestEnvironment } from '../support/test-environment.ts';

/** Returns what all tests share, as created by `test/support/global-setup.ts`. */
export function sharedEnvironment(): TestEnvironment {
  return {
    temporalBinary: inject('temporalBinary'),
    temporalAddress: inject('temporalAddress'),
    workflowBundlePath: inject('workflowBundlePath'),
  };
}
