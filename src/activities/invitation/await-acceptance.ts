import { Context } from '@temporalio/activity';
import { formatDuration } from '../../contract/lib/duration.ts';
import { jitter } from '../../contract/temporal/backoff.ts';
import type { Acceptance, AwaitInput } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { withPriority } from '../../vultr/priority.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { loadAttemptState, saveAttemptState } from '../support/heartbeat-state.ts';
import { createSession } from '../support/session.ts';
import { findAcceptor } from './find-acceptor.ts';
import { toAcceptance } from './records.ts';

/**
 * Pauses after the first looks. Some people accept within seconds of the email, before a sweep has seen the invitation, and
 * reads may show an acceptance later than the sweep that led to the hint.
 */
const firstPausesMs = [5_000, 15_000, 40_000];

/** Pause of a safety poll that gives way to more urgent requests. */
const yieldPauseMs = 30_000;

/**
 * Step 4, while an invitation window is open: one look per attempt. "Not accepted yet" is a failure that Temporal
 * retries after a pause, so that a wait of days writes no history.
 *
 * The first look comes immediately, and three more within a minute; after them, a safety poll comes after each long pause.
 * A hint of the watch makes the workflow start this again. Every look but the first, and those within a minute of a hint,
 * gives way if the rate budget is short, because it would only hold a slot that others need.
 */
export function createAwaitAcceptance(client: VultrClient, isRateConstrained: () => boolean) {
  return async function awaitAcceptance(input: AwaitInput): Promise<Acceptance> {
    const { email, invitation, timings, hinted, acceptors, others = [] } = input;
    const vultr = createSession(client, timings);
    const { polls = 0 } = loadAttemptState();
    const isUrgent = Context.current().info.attempt === 1 || (hinted && polls <= firstPausesMs.length);
    if (!isUrgent && isRateConstrained()) {
      throw notAcceptedYet('Not polled: the rate budget is short', jitter(yieldPauseMs, Math.random()));
    }

    async function look(): Promise<{ readonly acceptance?: Acceptance | undefined; readonly shown: string }> {
      const current = await vultr.invitations.get(invitation.id);
      const shown = current?.statusText ?? 'no longer shown';
      if (current?.status === 'accepted') return { acceptance: toAcceptance(current), shown };
      for (const id of others) {
        const other = await vultr.invitations.get(id);
        if (other?.status === 'accepted') return { acceptance: toAcceptance(other), shown };
      }
      // Vultr documents only two statuses, and an accepted invitation may not be readable any more.
      if (current?.status === 'pending' || acceptors === undefined) return { shown };
      return { acceptance: findAcceptor(await vultr.users.list(), email, acceptors), shown };
    }

    const { acceptance, shown } = await (isUrgent ? withPriority('urgent', look) : look());
    if (acceptance !== undefined) return acceptance;
    saveAttemptState({ polls: polls + 1 });
    throw notAcceptedYet(
      `Not accepted yet (${shown})`,
      firstPauseMs(polls, timings) ?? safetyPauseMs(timings, Math.random()),
    );
  };
}

function notAcceptedYet(reason: string, pauseMs: number): Error {
  const message = `${reason}. Next poll in ${formatDuration(pauseMs)}, or when the watch hints`;
  return codedFailure('invitation_pending', message, {}, { retryAfterMs: pauseMs, benign: true });
}

/** Returns `undefined` after the first looks. `polls` counts those before this one. */
function firstPauseMs(polls: number, { checkEveryMs }: Timings): number | undefined {
  const pauseMs = firstPausesMs[polls];
  return pauseMs === undefined || pauseMs > checkEveryMs ? undefined : pauseMs;
}

/** From half of the longest pause to all of it, so that onboardings that started together do not poll together. */
function safetyPauseMs({ checkEveryMs }: Timings, random: number): number {
  return Math.round(checkEveryMs * (0.5 + 0.5 * random));
}
