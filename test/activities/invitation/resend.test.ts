import { describe, expect, test } from 'vitest';
import { activitiesForTest, lostResponses, runWithRetries, timings } from '../run-activity.ts';

const given = activitiesForTest();
const email = 'ada@example.com';
const invite = () => given.activities.inviteUser({ email, apiAccess: false, ownInvitationIds: [], timings });

function renew(invitation: { id: string; expiresAt: number }) {
  return given.activities.renewInvitation({ email, apiAccess: false, invitation, timings });
}

describe('a resend', () => {
  test.each(lostResponses)('whose response was lost is found and not repeated: $kind', async (fault) => {
    await given.vultr.setDialect({ invitationLifetimeMs: 1_000 });
    const { result } = await runWithRetries(invite);
    if (result.outcome === 'member' || result.outcome === 'accepted')
      throw new Error('the person is in the organization');
    await given.vultr.setDialect({ invitationLifetimeMs: 60_000 });
    await given.vultr.fault({ match: { method: 'POST', path: '/v2/invitation/*/resend' }, ...fault });
    const renewed = await runWithRetries(() => renew(result.invitation));
    expect(renewed.failed.map(({ type }) => type)).toEqual(['outcome_unknown']);
    expect(renewed.result).toMatchObject({ outcome: 'adopted' });
    expect(await given.vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
  });
});
