import { describe, expect, test } from 'vitest';
import type { VultrError, VultrErrorKind } from '../../src/vultr/errors.ts';
import { errorOf } from '../vultr/stub-server.ts';
import { connect } from './connected.ts';

type Row = [fault: object, kind: VultrErrorKind, mayHaveTakenEffect: boolean, tookEffect: boolean];

/** What the client says of a write, and the truth, which it cannot see. */
const faults: Row[] = [
  [{ kind: 'error-before' }, 'unavailable', true, false],
  [{ kind: 'error-after' }, 'unavailable', true, true],
  [{ kind: 'drop-before' }, 'unavailable', true, false],
  [{ kind: 'drop-after' }, 'unavailable', true, true],
  [{ kind: 'html-504', when: 'before' }, 'unavailable', true, false],
  [{ kind: 'html-504', when: 'after' }, 'unavailable', true, true],
  [{ kind: 'slow', delayMs: 60_000, when: 'before' }, 'unavailable', true, false],
  [{ kind: 'slow', delayMs: 60_000, when: 'after' }, 'unavailable', true, true],
  [{ kind: 'garbage', when: 'before' }, 'unreadable', true, false],
  [{ kind: 'garbage', when: 'after' }, 'unreadable', true, true],
  [{ kind: 'rate-limited', retryAfter: '3' }, 'rate_limited', false, false],
  [
    { kind: 'status', status: 401, body: { error: 'Unauthorized IP address: ::1' } },
    'unauthorized',
    false,
    false,
  ],
  [{ kind: 'status', status: 403, body: {} }, 'forbidden', false, false],
  [{ kind: 'status', status: 400, body: 'Invalid id.' }, 'refused', false, false],
  [{ kind: 'status', status: 422, body: {} }, 'refused', false, false],
];

describe('a write that a fault hits', () => {
  test.each(faults)('%j is %s; may have taken effect: %s', async (fault, kind, may, tookEffect) => {
    const { client, vultr } = await connect({}, { timeoutMs: 'delayMs' in fault ? 200 : 10_000 });
    await vultr.fault({ ...fault, match: { method: 'POST', path: '/v2/groups' } });
    const error = await errorOf(client.groups.create({ name: 'Developers', description: '' }));
    expect(error).toMatchObject({ kind, mayHaveTakenEffect: may, request: 'POST /v2/groups' });
    // What happened must never be denied; that is all the truth that a client can tell.
    expect(may || !tookEffect).toBe(true);
    await expect(client.groups.list()).resolves.toHaveLength(tookEffect ? 1 : 0);
    const { byOperation } = await vultr.requests();
    expect(byOperation['POST /v2/groups']).toBe(1);
  });
});

test.each([
  [{ kind: 'rate-limited', retryAfter: '3' }, 3_000],
  [{ kind: 'rate-limited', retryAfter: 'later' }, undefined],
  [{ kind: 'rate-limited' }, undefined],
])('%j: to be tried again after %s ms', async (fault, retryAfterMs) => {
  const { client, vultr } = await connect();
  await vultr.fault({ ...fault, match: { path: '/v2/users' } });
  await expect(errorOf(client.users.list())).resolves.toMatchObject({ kind: 'rate_limited', retryAfterMs });
});

describe('refusals of Vultr itself', () => {
  const refused: Partial<VultrError> = { kind: 'refused', status: 400, mayHaveTakenEffect: false };

  test('a wrong key', async () => {
    const { client } = await connect({}, { apiKey: 'another-key' });
    await expect(errorOf(client.users.list())).resolves.toMatchObject({
      kind: 'unauthorized',
      responseText: 'Invalid API token.',
    });
  });

  test.each(['full', 'text-only', 'extra-keys'] as const)(
    'a second invitation, with bodies %s',
    async (errorBodies) => {
      const { client } = await connect({ errorBodies });
      const invitation = { email: 'ada@example.com', apiAccess: false };
      await client.invitations.create(invitation);
      await expect(errorOf(client.invitations.create(invitation))).resolves.toMatchObject({
        ...refused,
        responseText: 'This email address has already been invited.',
      });
    },
  );

  test('a resend of what was accepted', async () => {
    const { client, vultr } = await connect();
    const invitation = await client.invitations.create({ email: 'ada@example.com', apiAccess: false });
    await vultr.accept(invitation?.id ?? '');
    await expect(errorOf(client.invitations.resend(invitation?.id ?? ''))).resolves.toMatchObject(refused);
  });

  test.each([
    ['404', 'not_found'],
    ['400', 'refused'],
  ] as const)('a write to what is not there, answered with %s', async (missing, kind) => {
    const { client } = await connect({ missing });
    const error = await errorOf(client.policies.attachToGroup('nothing', 'nowhere'));
    expect(error).toMatchObject({ kind, mayHaveTakenEffect: false });
  });
});
