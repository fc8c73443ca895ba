import type { LookResult, PollInput } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { findAcceptor } from './find-acceptor.ts';
import { findPerson } from './find-person.ts';
import { toAcceptance } from './records.ts';

/** Looks at the invitation once, and whether the person has become a member in another way. */
export function createLookAtInvitation(client: VultrClient) {
  return async function lookAtInvitation(input: PollInput): Promise<LookResult> {
    const { email, invitation, acceptors, timings } = input;
    const vultr = createSession(client, timings);
    const current = await vultr.invitations.get(invitation.id);
    if (current?.status === 'accepted') return { outcome: 'accepted', acceptance: toAcceptance(current) };
    const { member } = await findPerson(vultr, email);
    if (member !== undefined) return { outcome: 'accepted', acceptance: { userId: member.id } };
    if (current?.status === 'pending' || acceptors === undefined) return { outcome: 'pending' };
    const acceptance = findAcceptor(await vultr.users.list(), email, acceptors);
    return acceptance === undefined ? { outcome: 'pending' } : { outcome: 'accepted', acceptance };
  };
}
