import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../src/contract/api/problems.ts';

/**
 * Reads until `isDone` accepts the value, and returns it. Throws, with the last value, after `withinMs`. Reads again, as any
 * caller would, if Temporal was too slow to respond.
 */
export async function until<T>(
  description: string,
  read: () => Promise<T> | T,
  isDone: (value: T) => boolean,
  withinMs = 40_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let value: T | ProblemError;
    try {
      value = await read();
      if (isDone(value)) return value;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'temporal_unavailable') throw error;
      value = error;
    }
    if (Date.now() > deadline)
      throw new Error(`timed out waiting for: ${description}. Last: ${JSON.stringify(value, null, 1)}`);
    await sleep(50);
  }
}
