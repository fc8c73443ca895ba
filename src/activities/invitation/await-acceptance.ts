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

/** How long after the end of a window to look again: the onboarding resends the invitation at the end. */
const afterEndMs = 6_000;

/** How many looks after an email do not give way. Some people accept within seconds, between the first look and the second. */
const urgentPolls = 2;

/** Pause of a safety poll that gives way to more urgent requests. */
const yieldPauseMs = 30_000;

/**
 * Step 4, while an invitation window is open: one look per attempt. "Not accepted yet" is a failure that Temporal
 * retries after a pause, so that a wait of days writes no history.
 *
 * The first look comes immediately, and three more within a minute; after them, a safety poll comes after each long pause.
 * Three looks also follow the end of each window, because the email is sent again then. A hint of the watch makes the
 * workflow start another activity, which ends after its first looks. If the rate budget is short, every look gives way except
 * the first two after an email and those after a hint, because it would only hold a slot that others need.
 */
export function createAwaitAcceptance(client: VultrClient, isRateConstrained: () => boolean) {
  return async function awaitAcceptance(input: AwaitInput): Promise<Acceptance> {
    const { email, invitation, timings, hinted, acceptors, others = [] } = input;
    const vultr = createSession(client, timings);
    const { polls = 0 } = loadAttemptState();
    const isUrgent = hinted || polls < urgentPolls;
    if (!isUrgent && isRateConstrained()) {
      throw notAcceptedYet('Not polled: the rate budget is short', jitter(yieldPauseMs, Math.random()));
    }

    async function look(): Promise<Look> {
      const current = await vultr.invitations.get(invitation.id);
      const seen = {
        shown: current?.statusText ?? 'no longer shown',
        expiresAt: current?.expiresAt ?? invitation.expiresAt,
      };
      if (current?.status === 'accepted') return { ...seen, acceptance: toAcceptance(current) };
      for (const id of others) {
        const other = await vultr.invitations.get(id);
        if (other?.status === 'accepted') return { ...seen, acceptance: toAcceptance(other) };
      }
      // Vultr documents only two statuses, and an accepted invitation may not be readable any more.
      if (current?.status === 'pending' || acceptors === undefined) return seen;
      return { ...seen, acceptance: findAcceptor(await vultr.users.list(), email, acceptors) };
    }

    const { acceptance, shown, expiresAt } = await (isUrgent ? withPriority('urgent', look) : look());
    if (acceptance !== undefined) return acceptance;
    const reason = `Not accepted yet (${shown})`;
    if (hinted && firstPauseMs(polls, timings) === undefined) throw lastHintedLook(reason);
    const next = nextLook(polls, expiresAt - Date.now(), timings);
    saveAttemptState({ polls: next.polls });
    throw notAcceptedYet(reason, next.pauseMs);
  };
}

type Look = {
  readonly acceptance?: Acceptance | undefined;
  readonly shown: string;
  /** In milliseconds since 1970. A resend moves it. */
  readonly expiresAt: number;
};

/** `polls` counts the looks since the email, before this one. `untilEndMs` is negative after the end of the window. */
function nextLook(polls: number, untilEndMs: number, timings: Timings): { pauseMs: number; polls: number } {
  const firstPause = firstPauseMs(polls, timings);
  if (firstPause !== undefined) return { pauseMs: firstPause, polls: polls + 1 };
  const safetyPause = safetyPauseMs(timings, Math.random());
  const untilEmailMs = untilEndMs + afterEndMs;
  if (untilEmailMs <= 0 || untilEmailMs > safetyPause) return { pauseMs: safetyPause, polls: polls + 1 };
  return { pauseMs: untilEmailMs, polls: 1 };
}

function lastHintedLook(reason: string): Error {
  const message = `${reason}. These were the looks after a hint; the poll goes on`;
  return codedFailure('invitation_pending', message, {}, { final: true, benign: true });
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
