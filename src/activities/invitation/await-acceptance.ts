import { Context } from '@temporalio/activity';
import { backoffMs, jitter } from '../../contract/temporal/backoff.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import type {
  Acceptance,
  LookResult,
  RenewInput,
  RenewResult,
  PollInput,
} from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { withPriority } from '../../vultr/priority.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { inDoubt, loadAttemptState, saveAttemptState } from '../support/heartbeat-state.ts';
import { toAcceptance, isAlive, findPerson, toInvitationRecord } from './find-person.ts';
import { resend } from './resend.ts';
import { sendInvitation } from './send.ts';
import { reading } from '../support/vultr-calls.ts';

/**
 * Step 4, while a window is open: one request an attempt. "Not yet" is a failure that Temporal tries again after a
 * pause, so that a wait of days writes no history. The first look comes at once; after it a look comes when the watch
 * hints (it ends the pause, and Temporal counts the attempts from 1 again), or when the long pause is over. A safety
 * poll gives way where requests are scarce: it would only hold a slot that others need.
 */
export function createAwaitAcceptance(vultr: VultrClient, scarce: () => boolean) {
  return async function awaitAcceptance(input: PollInput): Promise<Acceptance> {
    const { invitation, timings } = input;
    const { attempt } = Context.current().info;
    const { looked = false, afterHint } = loadAttemptState();
    const isHinted = attempt === 1 && looked;
    const quickLooks = isHinted ? 0 : afterHint;
    const isSafetyPoll = attempt > 1 && quickLooks === undefined;
    if (isSafetyPoll && scarce())
      throw notAcceptedYet('Requests are scarce', jitter(yieldPauseMs, Math.random()));

    const look = () => reading(timings, (signal) => vultr.invitations.get(invitation.id, { signal }));
    const seen = await (isSafetyPoll ? look() : withPriority('urgent', look));
    if (seen?.status === 'accepted') return toAcceptance(seen);
    // Reads may lag behind what the watch has seen.
    const quickly = quickLooks === undefined ? undefined : quickPauseMs(quickLooks, timings);
    saveAttemptState({ looked: true, afterHint: quickly === undefined ? undefined : (quickLooks ?? 0) + 1 });
    throw notAcceptedYet(
      `Not accepted yet (${seen?.statusText ?? 'no longer shown'})`,
      quickly ?? safetyPauseMs(timings, Math.random()),
    );
  };
}

const yieldPauseMs = 30_000;

function notAcceptedYet(why: string, pauseMs: number): Error {
  const message = `${why}, next look in ${formatDuration(pauseMs)}, or when the watch hints`;
  return codedFailure('invitation_pending', message, {}, { retryAfterMs: pauseMs, benign: true });
}

/** `undefined` once the time is over by which reads may lag. */
function quickPauseMs(looks: number, { retryFirstMs, settleMs }: Timings): number | undefined {
  const pauseMs = backoffMs(looks + 1, retryFirstMs, settleMs);
  return pauseMs < settleMs ? pauseMs : undefined;
}

/** Between half of the pause and the whole, so that runs that began together do not look together for ever. */
export function safetyPauseMs({ checkEveryMs }: Timings, random: number): number {
  return Math.round(checkEveryMs * (0.5 + 0.5 * random));
}

/** A look that asks everywhere: the invitation itself, and whether the person is in by another way. */
export function createLookAtInvitation(vultr: VultrClient) {
  return async function lookAtInvitation(input: PollInput): Promise<LookResult> {
    const { email, invitation, timings } = input;
    const seen = await reading(timings, (signal) => vultr.invitations.get(invitation.id, { signal }));
    if (seen?.status === 'accepted') return { outcome: 'accepted', acceptance: toAcceptance(seen) };
    const { member } = await findPerson(vultr, email, timings);
    if (member !== undefined) return { outcome: 'accepted', acceptance: { userId: member.id } };
    return { outcome: 'pending' };
  };
}

/**
 * At the end of a window, or when an operator asks: one last look, then a resend; where Vultr refuses it, a new
 * invitation. A window that is longer than the run knew was opened by an attempt whose answer was lost, or by hand in
 * the Vultr Console: it is adopted, not doubled.
 */
export function createRenewInvitation(vultr: VultrClient) {
  return async function renewInvitation(input: RenewInput): Promise<RenewResult> {
    const { email, apiAccess, invitation, timings } = input;
    const seen = await reading(timings, (signal) => vultr.invitations.get(invitation.id, { signal }));
    if (seen?.status === 'accepted') {
      return { outcome: 'accepted', acceptance: toAcceptance(seen), inDoubt: inDoubt() };
    }
    const { member, pending } = await findPerson(vultr, email, timings);
    if (member !== undefined) {
      return { outcome: 'accepted', acceptance: { userId: member.id }, inDoubt: inDoubt() };
    }

    const longer = [...(seen?.status === 'pending' ? [seen] : []), ...pending].find(
      (other) => isAlive(other, timings) && (other.expiresAt ?? 0) > invitation.expiresAt,
    );
    if (longer !== undefined) return { outcome: 'adopted', invitation: toInvitationRecord(longer, timings) };

    const resent = await resend(vultr, invitation, timings);
    if (resent.refusal === undefined) return { outcome: 'resent', invitation: resent.value };
    const sent = await sendInvitation(vultr, { email, apiAccess, timings });
    if (sent.outcome === 'member') {
      return { outcome: 'accepted', acceptance: { userId: sent.userId }, inDoubt: inDoubt() };
    }
    return { outcome: sent.outcome === 'sent' ? 'sent_new' : 'adopted', invitation: sent.invitation };
  };
}
