import { Context } from '@temporalio/activity';
import { formatDuration } from '../../contract/lib/duration.ts';
import { backoffMs, jitter } from '../../contract/temporal/backoff.ts';
import type { Acceptance, PollInput } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { withPriority } from '../../vultr/priority.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { loadAttemptState, saveAttemptState } from '../support/heartbeat-state.ts';
import { createSession } from '../support/session.ts';
import { toAcceptance } from './records.ts';

/**
 * Pauses after the first polls: a watch sees an acceptance only if an earlier sweep has seen the invitation pending, and some
 * people accept within seconds of the email. After these polls a sweep has seen it.
 */
const firstPausesMs = [5_000, 15_000, 40_000];

/** Pause of a safety poll that gives way to more urgent requests. */
const yieldPauseMs = 30_000;

/**
 * Step 4, while an invitation window is open: one request per attempt. "Not accepted yet" is a failure that Temporal
 * retries after a pause, so that a wait of days writes no history.
 *
 * The first poll comes immediately, and three more within a minute. After them, a poll comes when the watch hints, which
 * ends the pause and makes Temporal count the attempts from 1 again; otherwise a safety poll comes after the long pause.
 * Every poll but the first and those after a hint gives way if the rate budget is short, because it would only hold a
 * slot that others need.
 */
export function createAwaitAcceptance(client: VultrClient, isRateConstrained: () => boolean) {
  return async function awaitAcceptance({ invitation, timings }: PollInput): Promise<Acceptance> {
    const vultr = createSession(client, timings);
    const { attempt } = Context.current().info;
    const { polled = false, pollsSinceHint, polls = 0 } = loadAttemptState();
    const isHinted = attempt === 1 && polled;
    const quickPolls = isHinted ? 0 : pollsSinceHint;
    const isSafetyPoll = attempt > 1 && quickPolls === undefined;
    if (isSafetyPoll && isRateConstrained()) {
      throw notAcceptedYet('Not polled: the rate budget is short', jitter(yieldPauseMs, Math.random()));
    }

    const poll = () => vultr.invitations.get(invitation.id);
    const current = await (isSafetyPoll ? poll() : withPriority('urgent', poll));
    if (current?.status === 'accepted') return toAcceptance(current);
    // Reads may lag behind what the watch has seen.
    const quickMs = quickPolls === undefined ? undefined : quickPauseMs(quickPolls, timings);
    saveAttemptState({
      polled: true,
      pollsSinceHint: quickMs === undefined ? undefined : (quickPolls ?? 0) + 1,
      polls: polls + 1,
    });
    throw notAcceptedYet(
      `Not accepted yet (${current?.statusText ?? 'no longer shown'})`,
      quickMs ?? firstPauseMs(polls, timings) ?? safetyPauseMs(timings, Math.random()),
    );
  };
}

function notAcceptedYet(reason: string, pauseMs: number): Error {
  const message = `${reason}. Next poll in ${formatDuration(pauseMs)}, or when the watch hints`;
  return codedFailure('invitation_pending', message, {}, { retryAfterMs: pauseMs, benign: true });
}

/** Returns `undefined` after the first polls. `polls` counts those before this one. */
function firstPauseMs(polls: number, { checkEveryMs }: Timings): number | undefined {
  const pauseMs = firstPausesMs[polls];
  return pauseMs === undefined || pauseMs > checkEveryMs ? undefined : pauseMs;
}

/** Returns `undefined` once reads have had time to show what the watch has seen. */
function quickPauseMs(polls: number, { retryFirstMs, settleMs }: Timings): number | undefined {
  const pauseMs = backoffMs(polls + 1, retryFirstMs, settleMs);
  return pauseMs < settleMs ? pauseMs : undefined;
}

/** From half of the longest pause to all of it, so that onboardings that started together do not poll together. */
function safetyPauseMs({ checkEveryMs }: Timings, random: number): number {
  return Math.round(checkEveryMs * (0.5 + 0.5 * random));
}
