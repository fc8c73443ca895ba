import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type {
  WatchRoundInput,
  WatchRoundResult,
  WatchState,
} from '../../contract/temporal/invitation-watch.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { detailsOf } from '../support/vultr-failures.ts';
import { createHints } from './hints.ts';
import { isWatchNeeded, listWaiting } from './list-waiting.ts';
import { createWatchStatus } from './status.ts';
import { createSweeper } from './sweeper.ts';
import { createTotalsRecord } from './totals.ts';

export type WatchDependencies = {
  /** With shared reads: a sweep also serves everyone else who asks for the list at that moment. */
  readonly vultr: VultrClient;
  /** The ID that the onboarding of an email has, whether or not it exists. */
  readonly onboardingIdOf: (email: string) => string;
  /** Aborted when the worker stops taking work: the round then ends, and another worker begins the next one. */
  readonly stopping: AbortSignal;
};

const firstFailurePauseMs = 1_000;
const maxFailurePauseMs = 30_000;

/**
 * Sweeps the invitations of the organization for `roundMs`, or until no onboarding needs it, the worker stops or the workflow
 * ends the round, and hints to each onboarding whose invitation has changed. Stores nothing: it starts from what Temporal knows
 * of the onboardings that wait, so another worker can continue where this one died. What it has learned about the totals comes
 * with the heartbeat.
 */
export function createWatchInvitations({ vultr, onboardingIdOf, stopping }: WatchDependencies) {
  return async function watchInvitations(input: WatchRoundInput): Promise<WatchRoundResult> {
    const context = Context.current();
    const { cancellationSignal: signal } = context;
    const client = activityClient(context);
    const earlier = context.info.heartbeatDetails as WatchState | undefined;
    const totals = createTotalsRecord(earlier?.movedTotals ?? input.movedTotals);
    const status = createWatchStatus(context, totals.moved());
    const beganAtMs = performance.now();
    let askedAtMs = beganAtMs;
    try {
      const waiting = await listWaiting(client);
      status.listed(waiting);
      const hints = createHints(client);
      const services = { vultr, client, hints, status, totals, onboardingIdOf };
      const sweeper = createSweeper({ input, waiting, signal, ...services });

      /** Asks Temporal often only if no invitation is pending, which alone says little: reads may lag. */
      const isNeeded = async (): Promise<boolean> => {
        const nowMs = performance.now();
        const askAtMs = sweeper.pending() > 0 ? askedAtMs + input.lingerMs : beganAtMs + input.lingerMs;
        if (nowMs < askAtMs || !sweeper.isSettled()) return true;
        askedAtMs = nowMs;
        return isWatchNeeded(client, sweeper.pending());
      };

      for (let failures = 0; ;) {
        try {
          await sweeper.check();
          failures = 0;
          const { moved } = totals;
          if (!(await isNeeded())) return { isNeeded: false, movedTotals: moved() };
          if (performance.now() > beganAtMs + input.roundMs) return { isNeeded: true, movedTotals: moved() };
        } catch (error) {
          status.failed(messageOf(error));
          failures++;
        }
        const atMs = Math.max(sweeper.nextAtMs(), performance.now() + failurePause(failures));
        await pause(atMs - performance.now(), signal, stopping);
        if (stopping.aborted) return { isNeeded: true, movedTotals: totals.moved() };
      }
    } catch (error) {
      // The workflow ends the round early to continue as new; the next round begins with what this one has learned.
      if (signal.aborted) return { isNeeded: true, movedTotals: totals.moved() };
      throw error;
    } finally {
      status.close();
    }
  };
}

/** Waits, or until `stopping` is aborted. Throws if `cancelled` is aborted. */
async function pause(durationMs: number, cancelled: AbortSignal, stopping: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([cancelled, stopping]);
  try {
    await sleep(Math.max(0, durationMs), undefined, { signal });
  } catch (error) {
    if (cancelled.aborted || !stopping.aborted) throw error;
  }
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
