import { ProblemError } from '../../src/contract/api/problems.ts';

/** Returns `undefined` while Temporal or the worker is unavailable, or if the response says when to retry. */
export async function ignoreUnavailable<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const transient = ['temporal_unavailable', 'worker_unavailable'];
    if (!(error instanceof ProblemError)) throw error;
    if (transient.includes(error.code) || error.retryAfterSeconds !== undefined) return undefined;
    throw error;
  }
}
