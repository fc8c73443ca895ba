import { hasId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { SendInput, SendResult } from '../../contract/temporal/step-data.ts';
import type { VultrError } from '../../vultr/errors.ts';
import type { Invitation } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { inDoubt } from '../support/heartbeat-state.ts';
import type { VultrSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';
import { isAlive } from './expiry.ts';
import { findPerson } from './find-person.ts';
import { toInvitationRecord } from './records.ts';
import { resend } from './resend.ts';

type NewInvitation = Omit<SendInput, 'timings'>;

/**
 * Sends a new invitation to a person who has none, as the caller has just seen, and reads it back. `earlierIds` are the
 * invitations to the email that the caller saw: those that have expired, or were accepted before the person left.
 *
 * If Vultr confirms the invitation and never shows it, the failure is final, so the onboarding waits for an operator:
 * another write could send a second email.
 */
export async function sendInvitation(
  vultr: VultrSession,
  { email, apiAccess }: NewInvitation,
  earlierIds: readonly string[],
): Promise<SendResult> {
  const created = await vultr.invitations.create({ email, apiAccess });
  if (created.refusal !== undefined) return handleRefusal(vultr, email, created.refusal);
  const sent = await vultr.readBack(() => findSent(vultr, email, created.value?.id, earlierIds));
  if (sent === undefined) {
    const message = 'Vultr confirmed the invitation but does not show it';
    throw codedFailure('write_not_visible', message, { request: 'POST /v2/invitation' }, { final: true });
  }
  return { outcome: 'sent', invitation: toInvitationRecord(sent, vultr.timings) };
}

async function findSent(
  vultr: VultrSession,
  email: string,
  id: string | undefined,
  earlierIds: readonly string[],
): Promise<Invitation | undefined> {
  if (id !== undefined) return vultr.invitations.get(id);
  // The response had no body. The new invitation was not there just before, or Vultr has given an expired one a new end.
  const invitations = await vultr.invitations.list();
  return invitations.find(
    (one) => sameEmail(one.email, email) && (!hasId(earlierIds, one.id) || isAlive(one, vultr.timings)),
  );
}

/**
 * Looks again, because Vultr documents no response to a second invitation to one email. What is in the way may be a
 * member, an invitation that is alive, or an expired one that must be resent.
 */
async function handleRefusal(vultr: VultrSession, email: string, refusal: VultrError): Promise<SendResult> {
  const { member, pending, expired } = await findPerson(vultr, email);
  if (member !== undefined) return { outcome: 'member', userId: member.id, inDoubt: inDoubt() };
  const [invitation] = [...pending, ...expired];
  if (invitation === undefined) throw refusedFailure(refusal, 'invitation_refused');
  const record = toInvitationRecord(invitation, vultr.timings);
  if (isAlive(invitation, vultr.timings)) return { outcome: 'adopted', invitation: record };
  const resent = await resend(vultr, record);
  if (resent.refusal !== undefined) throw refusedFailure(resent.refusal, 'invitation_refused');
  return { outcome: 'sent', invitation: resent.value };
}
