import type { RenewInput, RenewResult } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { inDoubt } from '../support/heartbeat-state.ts';
import { createSession } from '../support/session.ts';
import { isAlive } from './expiry.ts';
import { findAcceptor } from './find-acceptor.ts';
import { findPerson } from './find-person.ts';
import { toAcceptance, toInvitationRecord } from './records.ts';
import { resend } from './resend.ts';
import { sendInvitation } from './send.ts';

/**
 * At the end of an invitation window, or when an operator requests it: looks one last time, then resends the
 * invitation, or sends a new one if Vultr refuses the resend.
 *
 * If the invitation expires later than the onboarding knew, it has been resent by an attempt whose response was lost,
 * or by hand in the Vultr Console. It is adopted, not resent once more.
 */
export function createRenewInvitation(client: VultrClient) {
  return async function renewInvitation(input: RenewInput): Promise<RenewResult> {
    const { email, apiAccess, invitation, acceptors, timings } = input;
    const vultr = createSession(client, timings);
    const current = await vultr.invitations.get(invitation.id);
    if (current?.status === 'accepted') {
      return { outcome: 'accepted', acceptance: toAcceptance(current), inDoubt: inDoubt() };
    }
    const { member, pending, invitationIds } = await findPerson(vultr, email);
    if (member !== undefined) {
      return { outcome: 'accepted', acceptance: { userId: member.id }, inDoubt: inDoubt() };
    }

    if (current?.status !== 'pending' && acceptors !== undefined) {
      const acceptance = findAcceptor(await vultr.users.list(), email, acceptors);
      if (acceptance !== undefined) return { outcome: 'accepted', acceptance, inDoubt: inDoubt() };
    }

    const later = [...(current?.status === 'pending' ? [current] : []), ...pending].find(
      (one) => isAlive(one, timings) && (one.expiresAt ?? 0) > invitation.expiresAt,
    );
    if (later !== undefined) return { outcome: 'adopted', invitation: toInvitationRecord(later, timings) };

    const resent = await resend(vultr, invitation);
    if (resent.refusal === undefined) return { outcome: 'resent', invitation: resent.value };
    const sent = await sendInvitation(vultr, { email, apiAccess }, invitationIds);
    if (sent.outcome === 'member') {
      return { outcome: 'accepted', acceptance: { userId: sent.userId }, inDoubt: inDoubt() };
    }
    return { outcome: sent.outcome === 'sent' ? 'sent_new' : 'adopted', invitation: sent.invitation };
  };
}
