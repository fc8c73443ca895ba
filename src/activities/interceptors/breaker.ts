import { ApplicationFailure } from '@temporalio/common';
import type { KeyBreaker, KeyError } from '../../vultr/key-breaker.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { type Activities, wrapEach } from './wrap-each.ts';

/** By then the worker has stopped to take tasks; the attempt waits in the queue until it takes some again. */
const retryAfterMs = 5_000;

/**
 * Opens the breaker where a step fails because Vultr refuses the key, and lets no attempt begin while it is open: a few
 * can still come in that were handed out already.
 */
export function guardedByBreaker<Some extends Activities>(activities: Some, breaker: KeyBreaker): Some {
  return wrapEach(activities, (activity) => async (...input) => {
    const trouble = breaker.trouble();
    if (trouble !== undefined) {
      const message = `Waits until Vultr takes the key again: ${trouble.message}`;
      throw codedFailure(trouble.code, message, {}, { retryAfterMs });
    }
    try {
      return await activity(...input);
    } catch (error) {
      const found = troubleIn(error);
      if (found !== undefined) breaker.trip(found);
      throw error;
    }
  });
}

function troubleIn(error: unknown): KeyError | undefined {
  if (!(error instanceof ApplicationFailure)) return undefined;
  const { type: code, message } = error;
  return code === 'vultr_unauthorized' || code === 'vultr_forbidden' ? { code, message } : undefined;
}
