import { describe, expect, test } from 'vitest';
import type { VultrError, VultrErrorKind } from '../../src/vultr/errors.ts';
import { errorOf } from '../vultr/stub-server.ts';
import { connect } from './connect.ts';

type Row = [fault: object, kind: VultrErrorKind, mayHaveTakenEffect: boolean, tookEffect: boolean];

/** How the client classifies a write, and whether it really took effect, which the client cannot know. */
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
  test.each(faults)('under %j is %s; may have taken effect: %s', async (fault, kind, may, tookEffect) => {
    const { client, vultr } = await connect({}, { timeoutMs: 'delayMs' in fault ? 200 : 10_000 });
    await vultr.fault({ ...fault, match: { method: 'POST', path: '/v2/groups' } });
    const error = await errorOf(client.groups.create({ name: 'Developers', description: '' }));
    expect(error).toMatchObject({ kind, mayHaveTakenEffect: may, request: 'POST /v2/groups' });
    // The client cannot know more, but it must never deny a write that took effect.
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
])('%j: retry after %s ms', async (fault, retryAfterMs) => {
  const { client, vultr } = await connect();
  await vultr.fault({ ...fault, match: { path: '/v2/users' } });
  await expect(errorOf(client.users.list())).resolves.toMatchObject({ kind: 'rate_limited', retryAfterMs });
});

describe('errors of Vultr itself', () => {
  const refused: Partial<VultrError> = { kind: 'refused', status: 400, mayHaveTakenEffect: false };

  test('a wrong key is unauthorized', async () => {
    const { client } = await connect({}, { apiKey: 'another-key' });
    await expect(errorOf(client.users.list())).resolves.toMatchObject({
      kind: 'unauthorized',
      responseText: 'Invalid API token.',
    });
  });

  test.each(['full', 'text-only', 'extra-keys'] as const)(
    'a second invitation is refused, with error bodies %s',
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

  test('resending an accepted invitation is refused', async () => {
    const { client, vultr } = await connect();
    const invitation = await client.invitations.create({ email: 'ada@example.com', apiAccess: false });
    await vultr.accept(invitation?.id ?? '');
    await expect(errorOf(client.invitations.resend(invitation?.id ?? ''))).resolves.toMatchObject(refused);
  });

  test.each([
    ['404', 'not_found'],
    ['400', 'refused'],
  ] as const)('a write to an unknown id, rejected with %s, is %s', async (missing, kind) => {
    const { client } = await connect({ missing });
    const error = await errorOf(client.policies.attachToGroup('nothing', 'nowhere'));
    expect(error).toMatchObject({ kind, mayHaveTakenEffect: false });
  });
});
