import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { InvitationWatchInput } from '../../contract/temporal/invitation-watch.ts';
import { VultrError } from '../../vultr/errors.ts';
import { rowsPerPage } from '../../vultr/operations.ts';
import type { Invitation, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { createHints } from './hints.ts';
import { compareSweeps, type Sweep } from './compare-sweeps.ts';
import { detailsOf } from '../support/vultr-calls.ts';
import { createWatchStatus } from './status.ts';
import { listWaiting } from './list-waiting.ts';

export type WatchDependencies = {
  /** With shared reads: whoever asks for the list meanwhile is served by the same sweep. */
  readonly vultr: VultrClient;
  /** The id of the run of an address, whether there is one or not. */
  readonly onboardingIdOf: (address: string) => string;
};

const afterFailureMs = 1_000;
const longestAfterFailureMs = 30_000;

/**
 * Sweeps the organization's invitations as long as somebody waits, or for a round, and hints to each run whose
 * invitation has changed. It stores nothing: it begins with what Temporal knows of the runs that wait, so another worker
 * goes on where this one died. Answers how many invitations can still be accepted.
 */
export function createWatchInvitations({ vultr, onboardingIdOf }: WatchDependencies) {
  return async function watchInvitations(
    input: InvitationWatchInput & { readonly roundMs: number },
  ): Promise<{ readonly pending: number }> {
    const context = Context.current();
    const { client, cancellationSignal: signal } = context;
    const status = createWatchStatus(context);
    const endsAt = performance.now() + input.roundMs;
    try {
      const hints = createHints(client);
      let seen: Sweep = await listWaiting(client, input.taskQueues.onboarding);
      for (let failures = 0; ;) {
        const beganAt = performance.now();
        const invitations = await read(signal).catch((error: unknown) => status.failed(wordsOf(error)));
        failures = invitations === undefined ? failures + 1 : 0;
        if (invitations !== undefined) {
          const {
            changed,
            pending,
            sweep: swept,
          } = compareSweeps(seen, invitations, onboardingIdOf, Date.now());
          await hints.send(changed);
          seen = swept;
          status.swept({ beganAt, pending, hints: changed.length });
          const nobodyWaits = pending === 0 && !hints.hasPending();
          if (nobodyWaits || performance.now() > endsAt) return { pending };
        }
        const every = Math.max(pauseFor(input, invitations), pauseAfter(failures));
        await sleep(Math.max(0, beganAt + every - performance.now()), undefined, { signal });
      }
    } finally {
      status.close();
    }
  };

  async function read(signal: AbortSignal): Promise<Invitation[]> {
    return vultr.invitations.list({ signal });
  }
}

/** Between the beginnings of two sweeps: longer where a sweep has so many pages that it would take more than its share. */
function pauseFor(
  { sweepEveryMs, requestsPerSecond }: InvitationWatchInput,
  invitations: readonly unknown[] | void,
): number {
  const pages = Math.max(1, Math.ceil((invitations?.length ?? 0) / rowsPerPage));
  return Math.max(sweepEveryMs, (pages * 1_000) / requestsPerSecond);
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(afterFailureMs * 2 ** (failures - 1), longestAfterFailureMs);
}

/** A passing fault is told; a key that is refused ends the watch, until the breaker lets it begin again. */
function wordsOf(error: unknown): string {
  if (!(error instanceof VultrError)) throw error;
  if (error.kind === 'unauthorized' || error.kind === 'forbidden') {
    throw codedFailure(`vultr_${error.kind}`, error.message, detailsOf(error), {
      retryAfterMs: afterFailureMs,
    });
  }
  return error.message;
}
