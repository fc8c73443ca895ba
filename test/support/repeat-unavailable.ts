import { ProblemError } from '../../src/contract/api/problems.ts';

const attempts = 10;

/** Repeats a call that a busy machine did not serve in time, as a caller does: that is always safe. */
export async function repeatUnavailable<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const isUnavailable =
        error instanceof ProblemError &&
        (error.code === 'worker_unavailable' || error.code === 'temporal_unavailable');
      if (!isUnavailable || attempt === attempts) throw error;
    }
  }
}
