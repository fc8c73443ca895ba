import { describe, expect, test } from 'vitest';
import type { StoredUser, UserAccess } from '../../../src/contract/scim/resource.ts';
import { textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const at = '2026-06-29T09:00:00.000Z';
const flowId = `person-${'1'.padStart(32, '0')}.1`;

function userIn(state: UserAccess['state'], name: string, access: Partial<UserAccess> = {}): StoredUser {
  return {
    id: name,
    resource: { userName: `${name}@example.com` },
    version: 1,
    created: at,
    modified: at,
    groups: [{ id: 'g1', display: 'vultr-dev' }],
    access: { state, since: at, roles: [], ...access },
  };
}

const roles = () => [
  { name: 'dev', group: { name: 'Dev' }, policies: ['DNS'], when: { scimGroups: ['vultr-dev'] } },
];

function consoleWith(users: readonly StoredUser[], groups: readonly string[] = []) {
  const people = {
    listUsers: async () => users,
    listGroups: async () =>
      groups.map((displayName) => ({
        id: displayName,
        displayName,
        version: 1,
        created: at,
        modified: at,
        members: [],
        memberCount: 3,
      })),
  };
  return consoleOver({}, undefined, undefined, {}, { people, roles });
}

describe('the page of SCIM', () => {
  test('counts the users by state, and lists those who wait for a human, with the reason', async () => {
    const { open } = consoleWith([
      userIn('access', 'ada', { flowId, roles: ['dev'] }),
      userIn('access', 'bob', { flowId }),
      userIn('needs_attention', 'carol', { flowId, detail: 'policy_not_found: It does not exist.' }),
      userIn('awaiting_group', 'dan'),
    ]);
    const response = await open('/console/scim');
    const text = textOf(response);
    expect(text).toContain('4 users of the identity provider.');
    expect(text).toMatch(/Has the access ?: 2/);
    expect(text).toMatch(/carol@example\.com Needs attention policy_not_found: It does not exist\./);
    expect(text).toContain('dan@example.com');
    expect(text).toContain('1 user waits for a group or a role for more than an hour');
    expect(text).not.toContain('ada@example.com');
    expect(response.body).toContain(`/console/people/${flowId.slice(0, -2)}`);
  });

  test('lists the users of one state, page by page', async () => {
    const users = Array.from({ length: 60 }, (_, index) =>
      userIn('access', `user${index}`, { roles: ['dev'] }),
    );
    const { open } = consoleWith(users);
    const first = textOf(await open('/console/scim?state=access'));
    expect(first).toContain('user0@example.com');
    expect(first).not.toContain('user59@example.com');
    expect(first).toContain('1 to 50 of 60.');
    expect(textOf(await open('/console/scim?state=access&from=50'))).toContain('user59@example.com');
    expect((await open('/console/scim?state=asleep')).statusCode).toBe(400);
  });

  test('shows the groups that no role names', async () => {
    const text = textOf(await consoleWith([], ['VULTR-dev', 'choir']).open('/console/scim'));
    expect(text).toContain('choir: 3 members');
    expect(text).not.toContain('VULTR-dev: 3');
    expect(text).toContain('The identity provider has sent no user.');
  });

  test('says that there is no SCIM', async () => {
    expect(textOf(await consoleOver().open('/console/scim'))).toContain('SCIM is off.');
  });
});
