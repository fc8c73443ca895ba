import { sameEmail } from '../../contract/lib/email.ts';
import type { SendInput, SendResult } from '../../contract/temporal/step-data.ts';
import type { VultrError } from '../../vultr/errors.ts';
import type { Invitation, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { inDoubt } from '../support/heartbeat-state.ts';
import { readBack } from '../support/read-back.ts';
import { isAlive, findPerson, toInvitationRecord } from './find-person.ts';
import { resend } from './resend.ts';
import { detailsOf, reading, writing } from '../support/vultr-calls.ts';

/**
 * Sends a new invitation to somebody who was just seen to have none, and reads it back.
 *
 * Where Vultr said yes and shows nothing, a person is asked at once: to write again could be a second mail.
 */
export async function sendInvitation(vultr: VultrClient, input: SendInput): Promise<SendResult> {
  const { email, apiAccess, timings } = input;
  const created = await writing(timings, (signal) =>
    vultr.invitations.create({ email, apiAccess }, { signal }),
  );
  if (created.refusal !== undefined) return afterRefusal(vultr, input, created.refusal);
  const seen = await readBack(timings, () => findSent(vultr, input, created.value?.id));
  if (seen === undefined) {
    const message = 'Vultr took the invitation and does not show it';
    throw codedFailure('write_not_visible', message, { request: 'POST /v2/invitation' }, { final: true });
  }
  return { outcome: 'sent', invitation: toInvitationRecord(seen, timings) };
}

async function findSent(
  vultr: VultrClient,
  input: SendInput,
  id: string | undefined,
): Promise<Invitation | undefined> {
  if (id !== undefined) return reading(input.timings, (signal) => vultr.invitations.get(id, { signal }));
  // An answer without a body: the invitation is the living one that was not there a moment ago.
  const invitations = await reading(input.timings, (signal) => vultr.invitations.list({ signal }));
  return invitations.find(
    (invitation) => sameEmail(invitation.email, input.email) && isAlive(invitation, input.timings),
  );
}

/**
 * Vultr documents no answer for a second invitation to one address, so a refusal means "look again": what stands in
 * the way may be a member, a living invitation, or an expired one that wants to be resent.
 */
async function afterRefusal(vultr: VultrClient, input: SendInput, refusal: VultrError): Promise<SendResult> {
  const { member, pending } = await findPerson(vultr, input.email, input.timings);
  if (member !== undefined) return { outcome: 'member', userId: member.id, inDoubt: inDoubt() };
  const [invitation] = pending;
  if (invitation === undefined) throw codedFailure('invitation_refused', refusal.message, detailsOf(refusal));
  const record = toInvitationRecord(invitation, input.timings);
  if (isAlive(invitation, input.timings)) return { outcome: 'adopted', invitation: record };
  const resent = await resend(vultr, record, input.timings);
  if (resent.refusal !== undefined) {
    throw codedFailure('invitation_refused', resent.refusal.message, detailsOf(resent.refusal));
  }
  return { outcome: 'sent', invitation: resent.value };
}
