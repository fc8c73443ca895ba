import { expect } from 'vitest';
import type { Cases } from './dialect-cases.ts';
import {
  createGroup,
  createRole,
  invite,
  join,
  type Json,
  onboard,
  policyId,
  type Sim,
  unknownId,
} from './harness.ts';

const keysOf = (object: object) => Object.keys(object);

async function readInvitation(sim: Sim): Promise<Json> {
  const id = await invite(sim, 'Jane.Doe@example.com');
  const { body } = await sim.send('GET', `/v2/invitation/${id}`);
  return body.invitation ?? body;
}

async function readUser(sim: Sim): Promise<Json> {
  const { id } = await join(sim);
  return (await sim.send('GET', `/v2/users/${id}`)).body.user;
}

const row = { policy_id: expect.any(String), policy_name: 'Provisioning' };
const session = expect.objectContaining({
  session_token: expect.stringMatching(/^session-/),
  user_id: expect.any(String),
  role_id: expect.any(String),
  remaining_duration: 3_600,
});
const policy = { id: expect.any(String), name: 'Provisioning', is_system_policy: true };

/** How the same resources look on the wire in each dialect. */
export const shapes = {
  contentType: {
    async observe(sim) {
      const invalidJson = { method: 'POST', headers: { authorization: 'Bearer x' }, body: '{"a":' };
      const [list, write, withoutKey, invalid, notAllowed, notImitated] = [
        await sim.send('GET', '/v2/groups'),
        await sim.send('POST', '/v2/groups', { display_name: 'Developers', description: '' }),
        await fetch(`${sim.url}/v2/groups`),
        await fetch(`${sim.url}/v2/groups`, invalidJson),
        await sim.send('PUT', '/v2/groups'),
        await sim.send('GET', '/v2/instances'),
      ];
      await sim.send('POST', '/__sim/faults', { kind: 'garbage' });
      const garbage = await sim.send('GET', '/v2/groups');
      const responses = [list, write, withoutKey, invalid, notAllowed, notImitated, garbage];
      return responses.map(({ status, headers }) => [status, headers.get('content-type')]);
    },
    expected: {
      'application/json': [200, 201, 401, 400, 405, 501, 200].map((status) => [status, 'application/json']),
      'application/json; charset=utf-8': [200, 201, 401, 400, 405, 501, 200].map((status) => [
        status,
        'application/json; charset=utf-8',
      ]),
    },
  },
  envelope: {
    async observe(sim) {
      const group = { display_name: 'Developers', description: '' };
      const created = await sim.send('POST', '/v2/groups', group);
      const id = (created.body.group ?? created.body).id;
      const read = await sim.send('GET', `/v2/groups/${id}`);
      return [created, read].map(({ body }) => 'group' in body);
    },
    expected: { wrapped: [true, true], mixed: [false, true], bare: [false, false] },
  },
  bareStatus: {
    async observe(sim) {
      const group = { display_name: 'Developers', description: '' };
      const created = await sim.send('POST', '/v2/groups', group);
      const path = `/v2/groups/${created.body.id}`;
      const [updated, read] = [await sim.send('PUT', path, group), await sim.send('GET', path)];
      return [created.body.status, updated.body.status, read.body.group.status];
    },
    expected: { absent: [undefined, undefined, 'active'], present: ['active', 'active', 'active'] },
  },
  invitationKey: {
    async observe(sim) {
      await sim.send('PUT', '/__sim/dialect', { envelope: 'wrapped' });
      return keysOf(
        (await sim.send('POST', '/v2/invitation', { email_invited: 'jane.doe@example.com' })).body,
      );
    },
    expected: { invitation: ['invitation'], invite: ['invite'] },
  },
  invitationListKey: {
    observe: async (sim) => keysOf((await sim.send('GET', '/v2/invitation')).body),
    expected: { invites: ['invites', 'meta'], invitations: ['invitations', 'meta'] },
  },
  organizationListKey: {
    observe: async (sim) => keysOf((await sim.send('GET', '/v2/organizations')).body),
    expected: { orgs: ['orgs', 'meta'], organizations: ['organizations', 'meta'] },
  },
  meta: {
    async observe(sim) {
      const { body } = await sim.send('GET', '/v2/policies?per_page=2');
      return [body.policies.length, body.meta];
    },
    expected: {
      present: [2, { total: 11, links: { next: expect.stringMatching(/./), prev: '' } }],
      'without-links': [11, { total: 11 }],
      absent: [11, undefined],
    },
  },
  metaTotal: {
    async observe(sim) {
      const totals = async () => (await sim.send('GET', '/v2/invitation?per_page=1')).body.meta.total;
      const before = await totals();
      await invite(sim, 'ada@example.com');
      await invite(sim, 'grace@example.com');
      return [before, await totals()];
    },
    expected: { counted: [0, 2], stuck: [1, 1] },
  },
  groupPolicies: {
    async observe(sim) {
      const { group } = await onboard(sim);
      return (await sim.send('GET', `/v2/groups/${group}/policies`)).body;
    },
    expected: {
      split: {
        policies: {
          direct: [expect.objectContaining(policy)],
          from_roles: [],
          all: [expect.objectContaining(policy)],
        },
        meta: expect.anything(),
      },
      relationships: {
        policy_group_relationships: [expect.objectContaining({ ...row, group_name: 'Developers' })],
        meta: expect.anything(),
      },
    },
  },
  userPolicies: {
    async observe(sim) {
      const { user } = await onboard(sim);
      return (await sim.send('GET', `/v2/users/${user.id}/policies`)).body.policies;
    },
    expected: {
      split: {
        all: [expect.objectContaining(policy)],
        direct: [],
        inherited: [expect.objectContaining(policy)],
      },
      rows: [expect.objectContaining({ ...row, group_name: 'Developers' })],
    },
  },
  roleLists: {
    async observe(sim) {
      const [user, group] = [await join(sim), await createGroup(sim)];
      const paths = [`/v2/users/${user.id}/roles`, `/v2/groups/${group}/roles`];
      const responses = await Promise.all(paths.map((path) => sim.send('GET', path)));
      return responses.map(({ body: { meta: _meta, ...body } }) => body);
    },
    expected: {
      split: [
        { roles: { all: [], direct: [], inherited: [] } },
        { roles: { all: [], direct: [], inherited: [] } },
      ],
      rows: [{ roles: [] }, { role_group_relationships: [] }],
    },
  },
  policyGroups: {
    async observe(sim) {
      const { policy: id } = await onboard(sim);
      return (await sim.send('GET', `/v2/policies/${id}/groups`)).body;
    },
    expected: {
      groups: {
        groups: [expect.objectContaining({ display_name: 'Developers', assigned_date: expect.any(String) })],
        meta: expect.anything(),
      },
      relationships: {
        policy_group_relationships: [expect.objectContaining({ ...row, group_name: 'Developers' })],
        meta: expect.anything(),
      },
    },
  },
  policyUsers: {
    async observe(sim) {
      const { user, policy: id } = await onboard(sim);
      const omar = await join(sim, 'omar@example.com');
      await sim.send('POST', `/v2/policies/${id}/users/${omar.id}`);
      await sim.send('POST', `/v2/policies/${await policyId(sim, 'DNS')}/users/${user.id}`);
      // Jane has the policy only through the group, and another one directly.
      return (await sim.send('GET', `/v2/policies/${id}/users`)).body;
    },
    expected: {
      users: {
        users: [
          {
            id: expect.any(String),
            name: 'Omar',
            first_name: 'Omar',
            last_name: '',
            email: 'omar@example.com',
            date_created: '2026-06-01T12:00:00+00:00',
            assigned_date: '2026-06-01T12:00:00+00:00',
          },
        ],
        meta: expect.anything(),
      },
      relationships: {
        policy_user_relationships: [expect.objectContaining({ ...row, user_id: expect.any(String) })],
        meta: expect.anything(),
      },
    },
  },
  sessionListKey: {
    async observe(sim) {
      const [user, roleId] = [await join(sim), await createRole(sim)];
      await sim.send('POST', '/__sim/sessions', { userId: user.id, roleId });
      const { body } = await sim.send('GET', `/v2/assumed-roles/users/${user.id}/sessions`);
      return [keysOf(body), Object.values(body)[0]];
    },
    expected: {
      sessions: [['sessions', 'meta'], [session]],
      assumed_role_sessions: [['assumed_role_sessions', 'meta'], [session]],
    },
  },
  permissions: {
    observe: async (sim) => (await readInvitation(sim)).permissions,
    expected: { object: { api_enabled: true }, json: '{"api_enabled":true}', absent: undefined },
  },
  apiEnabled: {
    observe: async (sim) => (await readInvitation(sim)).permissions,
    expected: { boolean: { api_enabled: true }, yes: { api_enabled: 'yes' } },
  },
  userStatus: {
    async observe(sim) {
      const { status, invite_accepted: accepted } = await readUser(sim);
      return [status, accepted];
    },
    expected: { text: ['active', true], boolean: [true, true], absent: [undefined, true] },
  },
  userStatusCase: {
    observe: async (sim) => (await readUser(sim)).status,
    expected: { lower: 'active', capitalized: 'Active', upper: 'ACTIVE' },
  },
  dates: {
    observe: async (sim) => (await readInvitation(sim)).expiration_date,
    expected: { iso: '2026-06-04T12:00:00+00:00', plain: '2026-06-04 12:00:00' },
  },
  emailCase: {
    observe: async (sim) => (await readInvitation(sim)).email_invited,
    expected: { 'as-sent': 'Jane.Doe@example.com', lower: 'jane.doe@example.com' },
  },
  memberId: {
    async observe(sim) {
      const { user, group } = await onboard(sim);
      const { body } = await sim.send('GET', `/v2/groups/${group}/members`);
      const byOwnId = await sim.send('GET', `/v2/groups/${group}/members/${body.members[0].id}`);
      return [body.members[0].id === user.id, byOwnId.status];
    },
    expected: { user: [true, 200], own: [false, 200] },
  },
  writeBodies: {
    async observe(sim) {
      const { user, group, policy: id } = await onboard(sim);
      const invitation = await invite(sim, 'omar@example.com');
      const writes = [
        await sim.send('POST', '/v2/invitation', { email_invited: 'li.wei@example.com' }),
        await sim.send('POST', `/v2/invitation/${invitation}/resend`),
        await sim.send('POST', '/v2/groups', { display_name: 'Designers', description: '' }),
        await sim.send('POST', `/v2/policies/${id}/groups/${group}`),
        await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id }),
      ];
      return writes.map(({ status, text }) => [status, text === '']);
    },
    expected: {
      present: [201, 200, 201, 201, 201].map((status) => [status, false]),
      empty: [201, 200, 201, 201, 201].map((status) => [status, true]),
    },
  },
  errorBodies: {
    observe: async (sim) => (await sim.send('GET', `/v2/groups/${unknownId}`)).body,
    expected: {
      full: { error: 'Group not found.', status: 404 },
      'text-only': { error: 'Group not found.' },
      'extra-keys': { error: 'Group not found.', status: 404, is_external_error: false },
    },
  },
} satisfies Partial<Cases>;
