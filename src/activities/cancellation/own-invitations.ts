import { Context } from '@temporalio/activity';
import { hasId, sameId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import { isDead } from '../../contract/rules/invitation-expiry.ts';
import type { InvitationRecord, UndoInput } from '../../contract/temporal/step-data.ts';
import type { Invitation } from '../../vultr/types.ts';
import { expiryOf } from '../invitation/expiry.ts';
import type { VultrSession } from '../support/session.ts';

/** The onboarding's own invitations as Vultr shows them now, and all others, to any email. */
export type InvitationScan = { readonly own: readonly Invitation[]; readonly others: readonly Invitation[] };

/**
 * Reads each known invitation by itself, because some lists show only pending ones. If an email may have gone out whose
 * response was lost, any invitation to the email that is not in the baseline counts as the onboarding's own.
 */
export async function scanInvitations(
  vultr: VultrSession,
  { email, effects }: UndoInput,
): Promise<InvitationScan> {
  const known: Invitation[] = [];
  for (const { id } of effects.ownInvitations) {
    const invitation = await vultr.invitations.get(id);
    if (invitation !== undefined) known.push(invitation);
  }
  const listed = await vultr.invitations.list();
  const ownIds = effects.ownInvitations.map(({ id }) => id);
  const mayBeOwn = (one: Invitation) =>
    effects.inDoubt && sameEmail(one.email, email) && !hasId(effects.baseline.invitationIds, one.id);
  const unknown = listed.filter(({ id }) => !hasId(ownIds, id));
  return {
    own: [...known, ...unknown.filter(mayBeOwn)],
    others: unknown.filter((one) => !mayBeOwn(one)),
  };
}

/** Whether every own invitation is known, could be read, and is pending. */
export function areClearlyPending({ effects }: UndoInput, { own }: InvitationScan): boolean {
  const allFound = effects.ownInvitations.every(({ id }) => own.some((one) => sameId(one.id, id)));
  return !effects.inDoubt && allFound && own.every(({ status }) => status === 'pending');
}

/**
 * Lists the own invitations that may still be accepted, the one that expires last first. No status that Vultr shows
 * makes one dead sooner: only `Pending` and `Accepted` are documented, and one that cannot be read may still be
 * accepted.
 *
 * The clock is the time for which Temporal scheduled this attempt, which is before any of its reads. If an invitation
 * was dead by then, the reads came late enough to show its last possible acceptance.
 */
export function listAlive({ effects, timings }: UndoInput, { own }: InvitationScan): InvitationRecord[] {
  const scheduledMs = Context.current().info.currentAttemptScheduledTimestampMs;
  const recordOf = (id: string) => effects.ownInvitations.find((one) => sameId(one.id, id));
  const found = own
    .filter(({ status }) => status !== 'accepted')
    .map((one) => ({
      id: one.id,
      expiresAt: one.expiresAt ?? recordOf(one.id)?.expiresAt ?? expiryOf(one, timings),
    }));
  const notFound = effects.ownInvitations.filter(({ id }) => !own.some((one) => sameId(one.id, id)));
  return [...found, ...notFound]
    .filter(({ expiresAt }) => !isDead(expiresAt, scheduledMs, timings.settleMs))
    .toSorted((a, b) => b.expiresAt - a.expiresAt);
}
