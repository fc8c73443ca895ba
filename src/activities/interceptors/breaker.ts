import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { FailureCode } from '../../contract/rules/failures.ts';
import type { KeyBreaker, KeyError } from '../../vultr/key-breaker.ts';
import { codedFailure } from '../support/coded-failure.ts';

/** By then the worker has stopped taking tasks, so the attempt waits in the queue until it takes them again. */
const retryAfterMs = 5_000;

/** The callers of these wait for the result, so they learn immediately what is wrong with the key. */
const unguarded: ReadonlySet<string> = new Set(['reportAccess', 'planHires']);

const codes = {
  unauthorized: 'vultr_unauthorized',
  forbidden: 'vultr_forbidden',
} as const satisfies Record<KeyError['kind'], FailureCode>;

/**
 * Opens the breaker if an activity fails because Vultr rejects the key, and fails every activity that starts while it is
 * open: a few tasks may still arrive that were handed out before.
 */
export function createBreakerInterceptor(breaker: KeyBreaker): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (unguarded.has(info.activityType)) return next(input);
        const keyError = breaker.error();
        if (keyError !== undefined) {
          const message = `Waits until Vultr accepts the key again: ${keyError.message}`;
          throw codedFailure(codes[keyError.kind], message, {}, { retryAfterMs });
        }
        try {
          return await next(input);
        } catch (error) {
          const found = keyErrorIn(error);
          if (found !== undefined) breaker.trip(found);
          throw error;
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
