import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Lets the codec encrypt the messages and stacks of failures as well. Temporal's SDK loads this file by its path, also
 * into the workflow sandbox.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
