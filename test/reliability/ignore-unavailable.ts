import { ProblemError } from '../../src/contract/api/problems.ts';

/** `undefined` while Temporal or the worker is not there. */
export async function unlessAway<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const passing = ['temporal_unavailable', 'worker_unavailable'];
    if (error instanceof ProblemError && passing.includes(error.code)) return undefined;
    throw error;
  }
}
