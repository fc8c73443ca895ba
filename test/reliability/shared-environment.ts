import { inject } from 'vitest';
import type { Ground } from '../support/test-environment.ts';

/** What all tests share, made once by `test/support/global-setup.ts`. */
export function groundOfTests(): Ground {
  return {
    temporalBinary: inject('temporalBinary'),
    temporalAddress: inject('temporalAddress'),
    workflowBundlePath: inject('workflowBundlePath'),
  };
}
