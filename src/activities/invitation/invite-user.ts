import type { InviteInput, InviteResult } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { inDoubt } from '../support/heartbeat-state.ts';
import { createSession } from '../support/session.ts';
import { isAlive } from './expiry.ts';
import { findPerson } from './find-person.ts';
import { toAcceptance, toInvitationRecord } from './records.ts';
import { sendInvitation } from './send.ts';

/**
 * Step 1. Adopts a member or an invitation that is alive; otherwise sends an invitation. A repeated attempt looks again
 * first: if an earlier attempt sent an email and its response was lost, that invitation is adopted, not sent twice.
 */
export function createInviteUser(client: VultrClient) {
  return async function inviteUser(input: InviteInput): Promise<InviteResult> {
    const { email, ownInvitationIds, grantedUserIds, timings } = input;
    const vultr = createSession(client, timings);
    // A rehire inherits invitations. Anyone who has accepted one of them must be confirmed, not invited again.
    for (const invitationId of ownInvitationIds) {
      const own = await vultr.invitations.get(invitationId);
      if (own?.status === 'accepted') {
        return { outcome: 'accepted', acceptance: toAcceptance(own), invitationId };
      }
    }
    const { member, pending, invitationIds } = await findPerson(vultr, email, grantedUserIds);
    if (member !== undefined) return { outcome: 'member', userId: member.id, inDoubt: inDoubt() };
    const alive = pending.find((invitation) => isAlive(invitation, timings));
    if (alive !== undefined) return { outcome: 'adopted', invitation: toInvitationRecord(alive, timings) };
    return sendInvitation(vultr, input, invitationIds);
  };
}
