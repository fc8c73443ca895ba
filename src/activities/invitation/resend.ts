import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { Invitation } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import type { VultrSession, WriteResult } from '../support/session.ts';
import { nowMs } from './expiry.ts';
import { toInvitationRecord } from './records.ts';

/**
 * Resends an invitation and reads back that its expiry has moved, which is the only trace of a resend. An invitation
 * without an expiry cannot show it; for that one, Vultr's confirmation has to be enough.
 *
 * If Vultr confirms the resend and the expiry never moves, the failure is final, so the onboarding waits for an
 * operator: another write could send a second email.
 */
export async function resend(
  vultr: VultrSession,
  previous: InvitationRecord,
): Promise<WriteResult<InvitationRecord>> {
  const resent = await vultr.invitations.resend(previous.id);
  if (resent.refusal !== undefined) return resent;
  // Every source says that a resend keeps the record. If the response names another, that one is followed.
  const id = resent.value?.id ?? previous.id;
  const renewed = await vultr.readBack(async () => {
    const invitation = await vultr.invitations.get(id);
    return invitation !== undefined && showsRenewal(invitation, previous) ? invitation : undefined;
  });
  if (renewed === undefined) {
    const message = 'Vultr confirmed the resend but the expiry of the invitation did not move';
    const request = 'POST /v2/invitation/{id}/resend';
    throw codedFailure('write_not_visible', message, { request }, { final: true });
  }
  if (renewed.expiresAt !== undefined) return { value: toInvitationRecord(renewed, vultr.timings) };
  return { value: { id: renewed.id, expiresAt: nowMs() + vultr.timings.invitationLifetimeMs } };
}

function showsRenewal({ expiresAt }: Invitation, previous: InvitationRecord): boolean {
  return expiresAt === undefined || expiresAt > previous.expiresAt;
}
