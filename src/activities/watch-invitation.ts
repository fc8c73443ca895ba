import { Context } from '@temporalio/activity';
import { jitter } from '../contract/backoff.ts';
import { formatDuration } from '../contract/duration.ts';
import type { Acceptance, LookResult, RenewInput, RenewResult, WatchInput } from '../contract/step-data.ts';
import type { Timings } from '../contract/timings.ts';
import type { VultrClient } from '../vultr/types.ts';
import { codedFailure } from './failure.ts';
import { inDoubt } from './memory.ts';
import { acceptanceOf, isAlive, lookForPerson, recordOf } from './person.ts';
import { resend } from './resend-invitation.ts';
import { sendInvitation } from './send-invitation.ts';
import { reading } from './vultr-calls.ts';

/**
 * Step 4, while a window is open: one request an attempt. "Not yet" is a failure that Temporal tries again after a
 * pause that grows, so that a wait of days writes no history.
 */
export function createAwaitAcceptance(vultr: VultrClient) {
  return async function awaitAcceptance(input: WatchInput): Promise<Acceptance> {
    const { invitation, timings } = input;
    const seen = await reading(timings, (signal) => vultr.invitations.get(invitation.id, { signal }));
    if (seen?.status === 'accepted') return acceptanceOf(seen);
    const pause = pauseBetweenLooks(Context.current().info.attempt, timings);
    throw codedFailure(
      'invitation_pending',
      `Not accepted yet (${seen?.statusText ?? 'no longer shown'}), next look in ${formatDuration(pause)}`,
      {},
      { retryAfterMs: pause, benign: true },
    );
  };
}

export function pauseBetweenLooks(attempt: number, timings: Timings): number {
  const grown = timings.firstCheckMs * timings.checkGrowth ** Math.min(attempt - 1, 100);
  return jitter(Math.min(grown, timings.checkEveryMs), Math.random());
}

/** A look that asks everywhere: the invitation itself, and whether the person is in by another way. */
export function createLookAtInvitation(vultr: VultrClient) {
  return async function lookAtInvitation(input: WatchInput): Promise<LookResult> {
    const { email, invitation, timings } = input;
    const seen = await reading(timings, (signal) => vultr.invitations.get(invitation.id, { signal }));
    if (seen?.status === 'accepted') return { outcome: 'accepted', acceptance: acceptanceOf(seen) };
    const { member } = await lookForPerson(vultr, email, timings);
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
      return { outcome: 'accepted', acceptance: acceptanceOf(seen), inDoubt: inDoubt() };
    }
    const { member, pending } = await lookForPerson(vultr, email, timings);
    if (member !== undefined) {
      return { outcome: 'accepted', acceptance: { userId: member.id }, inDoubt: inDoubt() };
    }

    const longer = [...(seen?.status === 'pending' ? [seen] : []), ...pending].find(
      (other) => isAlive(other, timings) && (other.expiresAt ?? 0) > invitation.expiresAt,
    );
    if (longer !== undefined) return { outcome: 'adopted', invitation: recordOf(longer, timings) };

    const resent = await resend(vultr, invitation, timings);
    if (resent.refusal === undefined) return { outcome: 'resent', invitation: resent.value };
    const sent = await sendInvitation(vultr, { email, apiAccess, timings });
    if (sent.outcome === 'member') {
      return { outcome: 'accepted', acceptance: { userId: sent.userId }, inDoubt: inDoubt() };
    }
    return { outcome: sent.outcome === 'sent' ? 'sent_new' : 'adopted', invitation: sent.invitation };
  };
}
