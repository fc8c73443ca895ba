import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { activitiesForTest, failureOf, runWithRetries, timings } from '../run-activity.ts';

const given = activitiesForTest();
const email = 'ada@example.com';
const invite = () => given.activities.inviteUser({ email, apiAccess: false, ownInvitationIds: [], timings });

describe('sending an invitation', () => {
  test('sends one email', async () => {
    const { result } = await runWithRetries(invite);
    expect(result).toMatchObject({ outcome: 'sent' });
    expect(await given.vultr.counts()).toMatchObject({ mails: 1, invitations: 1 });
  });

  test('a new invitation is not mistaken for one that was accepted before the person left', async () => {
    await given.vultr.setDialect({ writeBodies: 'empty' });
    await runWithRetries(invite);
    const { invites } = (await given.vultr.call('GET', '/v2/invitation')) as { invites: { id: string }[] };
    const earlier = invites[0]?.id ?? '';
    await given.vultr.accept(earlier);
    const { users } = (await given.vultr.call('GET', '/v2/users')) as {
      users: { id: string; email: string }[];
    };
    const { orgs } = (await given.vultr.call('GET', '/v2/organizations')) as { orgs: { id: string }[] };
    const userId = users.find((user) => user.email === email)?.id;
    await given.vultr.call('DELETE', `/v2/organizations/${orgs[0]?.id}/user/${userId}`);
    const { result } = await runWithRetries(invite);
    expect(result).toMatchObject({ outcome: 'sent' });
    expect(result).not.toMatchObject({ invitation: { id: earlier } });
    expect(await given.vultr.counts()).toMatchObject({ mails: 2, invitations: 2 });
  });

  test('an invitation that Vultr refuses permanently is not sent and not retried', async () => {
    const body = { error: 'This domain is blocked.', status: 400 };
    await given.vultr.fault({
      match: { method: 'POST', path: '/v2/invitation' },
      kind: 'status',
      status: 400,
      body,
    });
    const failure = await failureOf(invite);
    expect(failure).toMatchObject({ type: 'invitation_refused', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ answer: 'This domain is blocked.' });
  });

  test('an invitation is adopted if Vultr refuses a duplicate of it', async () => {
    await given.vultr.call('POST', '/v2/invitation', { email_invited: email });
    // The list shows it too late for the first look.
    await given.vultr.fault({
      match: { method: 'GET', path: '/v2/invitation' },
      kind: 'status',
      status: 200,
      body: { invites: [] },
    });
    const { result } = await runWithRetries(invite);
    expect(result).toMatchObject({ outcome: 'adopted' });
    expect(await given.vultr.counts()).toMatchObject({ mails: 1 });
  });

  test.each([{ expiredStatus: 'Expired' }, { expiredStatus: 'Pending' }] as const)(
    'an expired invitation of someone else that is in the way of a new one is resent ($expiredStatus)',
    async (dialect) => {
      await given.vultr.setDialect({ ...dialect, expiredBlocksNew: true, invitationLifetimeMs: 1 });
      await given.vultr.call('POST', '/v2/invitation', { email_invited: email });
      await until(
        'the invitation to expire',
        async () =>
          (await given.vultr.call('GET', '/v2/invitation')) as { invites: { expiration_date: string }[] },
        ({ invites }) => Date.parse(invites[0]?.expiration_date ?? '') < Date.now(),
      );
      await given.vultr.setDialect({ invitationLifetimeMs: 60_000 });
      const { result } = await runWithRetries(invite);
      expect(result).toMatchObject({ outcome: 'sent' });
      expect(await given.vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
    },
  );
});
