import { expect, test } from 'vitest';
import type { StoredUser, UserAccess } from '../../src/contract/scim/resource.ts';
import { readScimReport } from '../../src/people/scim-report.ts';

const now = Date.parse('2026-11-27T12:00:00Z');

function userIn(id: string, state: UserAccess['state'], minutesAgo: number): StoredUser {
  const since = new Date(now - minutesAgo * 60_000).toISOString();
  return {
    id,
    resource: {},
    version: 1,
    created: since,
    modified: since,
    groups: [],
    access: { state, since, roles: [] },
  };
}

test('groups the users by state, longest first, and finds who waits for more than an hour', async () => {
  const users = [
    userIn('new', 'awaiting_group', 59),
    userIn('old', 'awaiting_group', 61),
    userIn('done', 'access', 600),
  ];
  const group = { id: 'g', version: 1, created: '', modified: '', members: [], memberCount: 0 };
  const people = {
    listUsers: async () => users,
    listGroups: async () => [
      { ...group, displayName: 'Vultr-Dev' },
      { ...group, displayName: 'choir' },
    ],
  };
  const roles = [{ name: 'dev', group: { name: 'Dev' }, policies: [], when: { scimGroups: ['vultr-dev'] } }];
  const { usersByState, waitingLong, unmapped } = await readScimReport(people, roles, now);
  expect([...usersByState].map(([state, those]) => [state, those.map(({ id }) => id)])).toEqual([
    ['access', ['done']],
    ['awaiting_group', ['old', 'new']],
  ]);
  expect(waitingLong.map(({ id }) => id)).toEqual(['old']);
  expect(unmapped.map(({ displayName }) => displayName)).toEqual(['choir']);
});
