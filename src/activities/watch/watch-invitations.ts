import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { InvitationWatchInput } from '../../contract/temporal/invitation-watch.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import { VultrError } from '../../vultr/errors.ts';
import { rowsPerPage } from '../../vultr/operations.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { detailsOf } from '../support/vultr-failures.ts';
import { compareSweeps } from './compare-sweeps.ts';
import { createHints } from './hints.ts';
import { listWaiting } from './list-waiting.ts';
import { createWatchStatus } from './status.ts';

export type WatchDependencies = {
  /** With shared reads: a sweep also serves everyone else who asks for the list at that moment. */
  readonly vultr: VultrClient;
  /** The ID that the onboarding of an email has, whether or not it exists. */
  readonly onboardingIdOf: (email: string) => string;
};

const firstFailurePauseMs = 1_000;
const maxFailurePauseMs = 30_000;

/**
 * Sweeps the invitations of the organization for `roundMs`, or until no invitation is pending, and hints to each onboarding
 * whose invitation has changed. Stores nothing: it starts from what Temporal knows of the onboardings that wait, so
 * another worker can continue where this one died. Returns how many invitations can still be accepted.
 */
export function createWatchInvitations({ vultr, onboardingIdOf }: WatchDependencies) {
  return async function watchInvitations(
    input: InvitationWatchInput & { readonly roundMs: number },
  ): Promise<{ readonly pending: number }> {
    const context = Context.current();
    const { cancellationSignal: signal } = context;
    const client = activityClient(context);
    const status = createWatchStatus(context);
    const endsAtMs = performance.now() + input.roundMs;
    try {
      const hints = createHints(client);
      const waiting = await listWaiting(client);
      status.listed(waiting);
      let previous = waiting.invitations;
      for (let failures = 0; ;) {
        const startedAtMs = performance.now();
        const invitations = await vultr.invitations
          .list({ signal })
          .catch((error: unknown) => status.failed(messageOf(error)));
        failures = invitations === undefined ? failures + 1 : 0;
        if (invitations !== undefined) {
          const { changed, pending, sweep } = compareSweeps(
            previous,
            invitations,
            onboardingIdOf,
            Date.now(),
          );
          await hints.send(changed);
          previous = sweep;
          status.swept({ startedAtMs, pending, hints: changed.length });
          const isIdle = pending === 0 && !hints.hasPending();
          if (isIdle || performance.now() > endsAtMs) return { pending };
        }
        const intervalMs = Math.max(sweepInterval(input, invitations), failurePause(failures));
        await sleep(Math.max(0, startedAtMs + intervalMs - performance.now()), undefined, { signal });
      }
    } finally {
      status.close();
    }
  };
}

/** From the start of one sweep to the start of the next. Longer if many pages would exceed the share of the budget. */
function sweepInterval(
  { sweepEveryMs, requestsPerSecond }: InvitationWatchInput,
  invitations: readonly unknown[] | void,
): number {
  const pages = Math.max(1, Math.ceil((invitations?.length ?? 0) / rowsPerPage));
  return Math.max(sweepEveryMs, (pages * 1_000) / requestsPerSecond);
}

function failurePause(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstFailurePauseMs * 2 ** (failures - 1), maxFailurePauseMs);
}

/**
 * Returns the message of a fault that sweeps try again to pass. Throws if Vultr rejects the key: the activity then ends,
 * and its retry waits in the queue until a worker takes work again.
 */
function messageOf(error: unknown): string {
  if (!(error instanceof VultrError)) throw error;
  if (error.kind === 'unauthorized') {
    throw codedFailure('vultr_unauthorized', error.message, detailsOf(error), {
      retryAfterMs: firstFailurePauseMs,
    });
  }
  return error.message;
}
