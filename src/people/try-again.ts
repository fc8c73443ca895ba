import { setTimeout as sleep } from 'node:timers/promises';
import { PeopleError } from './people-error.ts';

/** How long a call tries again. */
const tryAgainMs = 4_000;
const firstPauseMs = 20;
const longestPauseMs = 320;

/** What an attempt returns if something else happened at the same time, and the next one may succeed. */
export const again = Symbol('again');

/** Attempts until something else than `again` is returned, with pauses that differ by chance. Throws `busy`. */
export async function tryAgain<T>(attempt: () => Promise<T | typeof again>): Promise<T> {
  const deadline = Date.now() + tryAgainMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const result = await attempt();
    if (result !== again) return result;
    if (Date.now() > deadline) {
      const detail = 'Others are changing it at the same time. Repeat the request in a few seconds.';
      throw new PeopleError('busy', detail);
    }
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}
