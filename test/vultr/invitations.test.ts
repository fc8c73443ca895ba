import { describe, expect, test } from 'vitest';
import { respondWith, stubbedClient, errorOf } from './stub-server.ts';

const wire = {
  id: '5b0b6b2e-0000-4000-8000-000000000001',
  inviter_email: 'root@example.com',
  email_invited: 'Ada@example.com',
  email_registered: '',
  permissions: { api_enabled: true },
  invite_status: 'Pending',
  date_created: '2026-01-01T12:00:00+00:00',
  date_responded: null,
  expiration_date: '2026-01-04T12:00:00+00:00',
  an_undocumented_key: { deep: [1] },
};

const decoded = {
  id: wire.id,
  email: 'Ada@example.com',
  inviterEmail: 'root@example.com',
  status: 'pending',
  statusText: 'Pending',
  createdAt: Date.UTC(2026, 0, 1, 12),
  expiresAt: Date.UTC(2026, 0, 4, 12),
};

async function get(change: object) {
  const { client } = await stubbedClient(respondWith({ invitation: { ...wire, ...change } }));
  return client.invitations.get(wire.id);
}

describe('an invitation', () => {
  test.each([
    ['wrapped', { invitation: wire }],
    ['wrapped under its other name', { invite: wire }],
    ['bare', wire],
  ])('is decoded when %s', async (_form, body) => {
    const { client, received } = await stubbedClient(respondWith(body));
    await expect(client.invitations.get(wire.id)).resolves.toEqual(decoded);
    await expect(client.invitations.create({ email: 'a@example.com', apiAccess: false })).resolves.toEqual(
      decoded,
    );
    await expect(client.invitations.resend(wire.id)).resolves.toEqual(decoded);
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v2/invitation/${wire.id}`,
      'POST /v2/invitation',
      `POST /v2/invitation/${wire.id}/resend`,
    ]);
  });

  test.each([
    ['invitations', { invitations: [wire] }],
    ['invites', { invites: [wire] }],
    ['no key', [wire]],
  ])('is listed under %s', async (_key, body) => {
    const { client } = await stubbedClient(respondWith(body));
    await expect(client.invitations.list()).resolves.toEqual([decoded]);
  });

  test.each([
    ['Accepted', 'accepted'],
    ['ACCEPTED', 'accepted'],
    ['pending', 'pending'],
    ['Expired', 'other'],
    ['Declined', 'other'],
    ['accepted-in-part', 'other'],
  ])('with the status %s is decoded as %s', async (invite_status, status) => {
    await expect(get({ invite_status })).resolves.toMatchObject({ status, statusText: invite_status });
  });

  test.each([
    [{ invite_status: undefined, status_full: 'Accepted', status: 'a' }, 'accepted', 'Accepted'],
    [{ invite_status: '', status: 'pending' }, 'pending', 'pending'],
    [{ invite_status: null, status: true }, 'other', 'unknown'],
    [{ invite_status: undefined }, 'other', 'unknown'],
  ])('with %j is decoded as %s', async (change, status, statusText) => {
    await expect(get(change)).resolves.toMatchObject({ status, statusText });
  });

  test.each([
    ['2026-01-01T12:00:00+00:00', Date.UTC(2026, 0, 1, 12)],
    ['2026-01-01T12:00:00Z', Date.UTC(2026, 0, 1, 12)],
    ['2026-01-01T12:00:00.250Z', Date.UTC(2026, 0, 1, 12, 0, 0, 250)],
    ['2026-01-01T12:00:00+02:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01T12:00:00-0500', Date.UTC(2026, 0, 1, 17)],
    ['2026-01-01 12:00:00', Date.UTC(2026, 0, 1, 12)],
    ['2026-01-01T12:00:00', Date.UTC(2026, 0, 1, 12)],
    ['2026-01-01 12:00:00 +00:00', Date.UTC(2026, 0, 1, 12)],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    ['never', undefined],
    ['0000-00-00 00:00:00', undefined],
    [0, undefined],
  ])('with the expiration date %j expires at %j', async (expiration_date, expiresAt) => {
    const invitation = await get({ expiration_date });
    expect(invitation?.expiresAt).toBe(expiresAt);
    expect(Object.hasOwn(invitation ?? {}, 'expiresAt')).toBe(expiresAt !== undefined);
  });

  test.each([
    [{ email_registered: 'other@example.com' }, 'other@example.com'],
    [{ email_registered: '' }, undefined],
    [{ email_registered: null }, undefined],
  ])('with %j was accepted by %s', async (change, registeredEmail) => {
    const invitation = await get(change);
    expect(invitation?.registeredEmail).toBe(registeredEmail);
  });

  test.each([{ api_enabled: 'yes' }, '{"api_enabled":true}', '', 'no JSON', null, undefined])(
    'is decoded whatever its permissions are: %j',
    async (permissions) => {
      await expect(get({ permissions })).resolves.toEqual(decoded);
    },
  );

  test('without an email is unreadable, because it could belong to any person', async () => {
    await expect(errorOf(get({ email_invited: undefined }))).resolves.toMatchObject({ kind: 'unreadable' });
  });
});

test.each([
  [true, { email_invited: 'ada@example.com', permissions: { api_enabled: true } }],
  [false, { email_invited: 'ada@example.com' }],
])('with API access %s, the request is %j', async (apiAccess, body) => {
  const { client, received } = await stubbedClient(respondWith('', 201));
  await client.invitations.create({ email: 'ada@example.com', apiAccess });
  expect(JSON.parse(received[0]?.body ?? '')).toEqual(body);
});

test('a resend has no body', async () => {
  const { client, received } = await stubbedClient(respondWith('', 200));
  await client.invitations.resend('i');
  expect(received).toMatchObject([{ method: 'POST', path: '/v2/invitation/i/resend', body: '' }]);
});
