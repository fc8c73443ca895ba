import { ProblemError } from '../../src/contract/api/problems.ts';

/** Returns `undefined` while Temporal or the worker is unavailable. */
export async function ignoreUnavailable<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const transient = ['temporal_unavailable', 'worker_unavailable'];
    if (error instanceof ProblemError && transient.includes(error.code)) return undefined;
    throw error;
  }
}
