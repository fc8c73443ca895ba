import type { InviteInput, InviteResult } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { inDoubt } from '../support/heartbeat-state.ts';
import { toAcceptance, isAlive, findPerson, toInvitationRecord } from './find-person.ts';
import { sendInvitation } from './send.ts';
import { reading } from '../support/vultr-calls.ts';

/**
 * Step 1. Adopts a member or a living invitation, else sends one. A repeated attempt looks again first, so the mail
 * of an attempt whose answer was lost is found and adopted, not sent twice.
 */
export function createInviteUser(vultr: VultrClient) {
  return async function inviteUser(input: InviteInput): Promise<InviteResult> {
    const { email, timings } = input;
    // Whoever has accepted an invitation of this run's predecessor is who has to be judged, not invited again.
    for (const invitationId of input.ownInvitationIds) {
      const own = await reading(timings, (signal) => vultr.invitations.get(invitationId, { signal }));
      if (own?.status === 'accepted')
        return { outcome: 'accepted', acceptance: toAcceptance(own), invitationId };
    }
    const { member, pending } = await findPerson(vultr, email, timings);
    if (member !== undefined) return { outcome: 'member', userId: member.id, inDoubt: inDoubt() };
    const alive = pending.find((invitation) => isAlive(invitation, timings));
    if (alive !== undefined) return { outcome: 'adopted', invitation: toInvitationRecord(alive, timings) };
    return sendInvitation(vultr, input);
  };
}
