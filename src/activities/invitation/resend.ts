import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { readBack } from '../support/read-back.ts';
import { nowMs, toInvitationRecord } from './find-person.ts';
import { reading, type WriteResult, writing } from '../support/vultr-calls.ts';

/**
 * Resends an invitation and reads back that its end has moved, which is the one trace a resend leaves.
 *
 * Where the end does not move although Vultr said yes, a person is asked: to write again could be a second mail. An
 * invitation that carries no end at all can show nothing; there, Vultr's word has to do.
 */
export async function resend(
  vultr: VultrClient,
  before: InvitationRecord,
  timings: Timings,
): Promise<WriteResult<InvitationRecord>> {
  const answer = await writing(timings, (signal) => vultr.invitations.resend(before.id, { signal }));
  if (answer.refusal !== undefined) return answer;
  // Every source treats a resend as the same record; should the answer name another, that is the one to follow.
  const id = answer.value?.id ?? before.id;
  const seen = await readBack(timings, async () => {
    const invitation = await reading(timings, (signal) => vultr.invitations.get(id, { signal }));
    return invitation !== undefined && showsRenewal(invitation, before) ? invitation : undefined;
  });
  if (seen === undefined) {
    const message = 'Vultr took the resend and the end of the invitation did not move';
    throw codedFailure(
      'write_not_visible',
      message,
      { request: 'POST /v2/invitation/{id}/resend' },
      { final: true },
    );
  }
  if (seen.expiresAt !== undefined) return { value: toInvitationRecord(seen, timings) };
  return { value: { id: seen.id, expiresAt: nowMs() + timings.invitationLifetimeMs } };
}

function showsRenewal(invitation: Invitation, before: InvitationRecord): boolean {
  return invitation.expiresAt === undefined || invitation.expiresAt > before.expiresAt;
}
