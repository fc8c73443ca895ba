import { describe, expect, test } from 'vitest';
import { errorOf, respondWith, stubbedClient } from './stub-server.ts';

const policy = (id: string) => ({ id, name: `policy ${id}` });

describe('what a user has', () => {
  test('is direct or inherited if the list is in parts; what is both is direct', async () => {
    const policies = { all: [policy('a'), policy('b'), policy('c')], direct: [policy('a')], inherited: [] };
    const { client } = await stubbedClient(respondWith({ policies }));
    await expect(client.users.policyAssignments('u1')).resolves.toEqual([
      { id: 'a', name: 'policy a', direct: true },
      { id: 'b', name: 'policy b', direct: false },
      { id: 'c', name: 'policy c', direct: false },
    ]);
    await expect(client.users.policies('u1')).resolves.toEqual([policy('a'), policy('b'), policy('c')]);
  });

  test('is known without the part that holds everything', async () => {
    const roles = { direct: [policy('a')], inherited: [policy('a'), policy('b')] };
    const { client } = await stubbedClient(respondWith({ roles }));
    const assignments = await client.users.roleAssignments('u1');
    expect(assignments.map(({ id, direct }) => [id, direct])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  test.each([
    ['flat rows', [{ policy_id: 'a', policy_name: 'policy a' }]],
    ['one part with everything', { all: [policy('a')] }],
  ])('is of unknown origin in %s', async (_form, policies) => {
    const { client } = await stubbedClient(respondWith({ policies }));
    await expect(client.users.policyAssignments('u1')).resolves.toEqual([policy('a')]);
  });
});

test.each([
  [{ api_enabled: true }, { apiEnabled: true }],
  [{ api_enabled: 'no' }, { apiEnabled: false }],
  [{ api_enabled: null, invited_by: 'root@example.com' }, { invitedBy: 'root@example.com' }],
])('a user with %j is decoded with %j', async (row, expected) => {
  const user = { id: 'u1', email: 'ada@example.com', ...row };
  const { client } = await stubbedClient(respondWith({ user }));
  const decoded = await client.users.get('u1');
  expect(decoded).toMatchObject(expected);
  expect('apiEnabled' in (decoded ?? {})).toBe('apiEnabled' in expected);
});

test('API access is set with a boolean', async () => {
  const { client, received } = await stubbedClient(respondWith('', 202));
  await client.users.setApiAccess('u1', false);
  expect(received).toMatchObject([{ method: 'PATCH', path: '/v2/users/u1', body: '{"api_enabled":false}' }]);
});

test('keys are listed without the keys themselves, and deleted by their ID', async () => {
  const { client, received } = await stubbedClient((response, request) =>
    request.method === 'GET'
      ? respondWith({ api_keys: [{ id: 'k1', name: 'laptop', api_key: 'SECRET' }] })(response, request)
      : respondWith('', 204)(response, request),
  );
  await expect(client.users.apiKeys('u1')).resolves.toEqual([{ id: 'k1', name: 'laptop' }]);
  await client.users.deleteApiKey('u1', 'k1');
  expect(received[1]).toMatchObject({ method: 'DELETE', path: '/v2/users/u1/apikeys/k1' });
});

describe('sessions in assumed roles', () => {
  test.each([
    ['sessions', { session_token: 'T1' }, 'T1'],
    ['assumed_role_sessions', { id: 's1', session_token: 'T1' }, 's1'],
  ])('are decoded from the key %s', async (key, row, id) => {
    const { client, received } = await stubbedClient(respondWith({ [key]: [row] }));
    await expect(client.users.sessions('u1')).resolves.toEqual([{ id, token: 'T1' }]);
    expect(received[0]?.path).toBe('/v2/assumed-roles/users/u1/sessions');
  });

  test('are revoked by their token', async () => {
    const { client, received } = await stubbedClient(respondWith('', 204));
    await client.users.revokeSession('T/1');
    expect(received).toMatchObject([{ method: 'DELETE', path: '/v2/assumed-roles/T%2F1' }]);
  });

  test.each([
    ['a list of an unknown shape', 200, { rows: [{ session_token: 'TOKEN-1' }] }],
    ['an error that quotes a token', 400, { error: 'Cannot read TOKEN-1.' }],
  ])('never appear in an error: %s', async (_name, status, body) => {
    const { client } = await stubbedClient(respondWith(body, status));
    const calls: (() => Promise<unknown>)[] = [
      () => client.users.sessions('u1'),
      () => client.users.revokeSession('TOKEN-1'),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(JSON.stringify(error ?? {}) + String(error)).not.toContain('TOKEN-1');
    }
  });

  test('are not quoted, and the kind of the error still says what is wrong', async () => {
    const { client } = await stubbedClient(respondWith({ rows: ['TOKEN-1'] }));
    const error = await errorOf(client.users.sessions('u1'));
    expect(error).toMatchObject({ kind: 'unreadable', responseText: undefined });
  });
});
