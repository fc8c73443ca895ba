import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts messages and stacks of failures among what the codec encrypts. Temporal's SDK loads this file by its path, into
 * the workflows' sandbox too.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
