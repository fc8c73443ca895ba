import { ApplicationFailure } from '@temporalio/common';
import { isFailureCode } from '../contract/failures.ts';
import type { KeyBreaker } from '../vultr/key-breaker.ts';
import { codedFailure } from './failure.ts';

type Activity = (...input: never[]) => Promise<unknown>;

const keyCodes: ReadonlySet<string> = new Set(['vultr_unauthorized', 'vultr_forbidden']);
/** By then the worker has stopped to take tasks; the attempt waits in the queue until it takes some again. */
const retryAfterMs = 5_000;

/**
 * Opens the breaker where a step fails because Vultr refuses the key, and lets no attempt begin while it is open: a few
 * can still come in that were handed out already.
 */
export function guardedByBreaker<Activities extends Readonly<Record<string, Activity>>>(
  activities: Activities,
  breaker: KeyBreaker,
): Activities {
  const guard =
    (activity: Activity) =>
    async (...input: never[]): Promise<unknown> => {
      const trouble = breaker.trouble();
      if (trouble !== undefined && isFailureCode(trouble.code)) {
        throw codedFailure(
          trouble.code,
          `Waits until Vultr takes the key again: ${trouble.message}`,
          {},
          { retryAfterMs },
        );
      }
      try {
        return await activity(...input);
      } catch (error) {
        if (error instanceof ApplicationFailure && keyCodes.has(error.type ?? '')) {
          breaker.trip({ code: error.type ?? '', message: error.message });
        }
        throw error;
      }
    };
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [name, guard(activity)]),
  ) as Activities;
}
