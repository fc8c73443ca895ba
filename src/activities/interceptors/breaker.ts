import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { FailureCode } from '../../contract/rules/failures.ts';
import type { KeyBreaker, KeyError } from '../../vultr/key-breaker.ts';
import { codedFailure } from '../support/coded-failure.ts';

/** By then the worker has stopped taking tasks; the attempt waits in the queue until it takes them again. */
const retryAfterMs = 5_000;

/** Their callers wait, so they learn at once what is wrong with the key. */
const unguarded: ReadonlySet<string> = new Set(['reportAccess', 'planHires']);

const codes = {
  unauthorized: 'vultr_unauthorized',
  forbidden: 'vultr_forbidden',
} as const satisfies Record<KeyError['kind'], FailureCode>;

/**
 * Opens the breaker if an activity fails because Vultr refuses the key, and lets no attempt start while it is open: a
 * few can still come in that were handed out before.
 */
export function createBreakerInterceptor(breaker: KeyBreaker): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (unguarded.has(info.activityType)) return next(input);
        const error = breaker.error();
        if (error !== undefined) {
          const message = `Waits until Vultr accepts the key again: ${error.message}`;
          throw codedFailure(codes[error.kind], message, {}, { retryAfterMs });
        }
        try {
          return await next(input);
        } catch (thrown) {
          const found = keyErrorIn(thrown);
          if (found !== undefined) breaker.trip(found);
          throw thrown;
        }
      },
    },
  });
}

function keyErrorIn(error: unknown): KeyError | undefined {
  if (!(error instanceof ApplicationFailure)) return undefined;
  const { type, message } = error;
  if (type === codes.unauthorized) return { kind: 'unauthorized', message };
  return type === codes.forbidden ? { kind: 'forbidden', message } : undefined;
}
