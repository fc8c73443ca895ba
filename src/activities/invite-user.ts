import type { InviteInput, InviteResult } from '../contract/step-data.ts';
import type { VultrClient } from '../vultr/types.ts';
import { isAlive, lookForPerson, recordOf } from './person.ts';
import { sendInvitation } from './send-invitation.ts';

/**
 * Step 1. Adopts a member or a living invitation, else sends one. A repeated attempt looks again first, so the mail
 * of an attempt whose answer was lost is found and adopted, not sent twice.
 */
export function createInviteUser(vultr: VultrClient) {
  return async function inviteUser(input: InviteInput): Promise<InviteResult> {
    const { member, pending } = await lookForPerson(vultr, input.email, input.timings);
    if (member !== undefined) return { outcome: 'member', userId: member.id };
    const alive = pending.find((invitation) => isAlive(invitation, input.timings));
    if (alive !== undefined) return { outcome: 'adopted', invitation: recordOf(alive, input.timings) };
    return sendInvitation(vultr, input);
  };
}
