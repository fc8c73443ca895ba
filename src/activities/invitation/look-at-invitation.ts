import type { LookResult, PollInput } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { findPerson } from './find-person.ts';
import { toAcceptance } from './records.ts';

/** Looks at the invitation once, and whether the person has become a member in another way. */
export function createLookAtInvitation(client: VultrClient) {
  return async function lookAtInvitation(input: PollInput): Promise<LookResult> {
    const { email, invitation, timings } = input;
    const vultr = createSession(client, timings);
    const current = await vultr.invitations.get(invitation.id);
    if (current?.status === 'accepted') return { outcome: 'accepted', acceptance: toAcceptance(current) };
    const { member } = await findPerson(vultr, email);
    if (member !== undefined) return { outcome: 'accepted', acceptance: { userId: member.id } };
    return { outcome: 'pending' };
  };
}
