import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceUserSchema } from '../../src/contract/scim/resolve-target.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { patchOf, scimApi, type Send } from './scim-api.ts';

const roles = [
  {
    name: 'developers',
    group: { name: 'Developers' },
    policies: ['Provisioning'],
    when: { scimGroups: ['vultr-developers'] },
  },
  {
    name: 'billing',
    group: { name: 'Billing' },
    policies: ['Billing'],
    when: { scimGroups: ['vultr-billing'] },
  },
];

let stack: Stack;
let send: Send;
beforeAll(async () => {
  stack = await startStack({ roles, watch: {} });
  ({ send } = scimApi({ scim: { people: stack.people } }));
});
afterAll(() => stack.stop());

type Access = { readonly state?: string; readonly flowId?: string; readonly accessRoles?: readonly string[] };

async function accessOf(id: string): Promise<Access> {
  const { body } = await send('GET', `/Users/${id}?attributes=${serviceUserSchema}`);
  return body[serviceUserSchema] as Access;
}

const reached = (id: string, state: string) =>
  until(
    state,
    () => accessOf(id),
    (access) => access.state === state,
    40_000,
  );

async function create(path: string, body: Record<string, unknown>): Promise<string> {
  const response = await send('POST', path, body);
  expect(response.status).toBe(201);
  return String(response.body['id']);
}

/** As Entra without its flag changes a member. */
const changeMember = async (group: string, op: 'Add' | 'Remove', user: string) => {
  const patch = patchOf({ op, path: 'members', value: [{ $ref: null, value: user }] });
  expect((await send('PATCH', `/Groups/${group}`, patch)).status).toBe(200);
};

type VultrUser = { readonly id: string; readonly email: string; readonly status: string };

async function findAtVultr(email: string): Promise<VultrUser | undefined> {
  const { users } = (await stack.vultr.call('GET', '/v2/users')) as { users: readonly VultrUser[] };
  return users.find((user) => user.email === email);
}

const statusAtVultr = async (email: string) => (await findAtVultr(email))?.status;

/** The names of the user's groups at Vultr; `undefined` if there is no such user. */
async function groupsAtVultr(email: string): Promise<readonly string[] | undefined> {
  const user = await findAtVultr(email);
  if (user === undefined) return undefined;
  const { groups } = (await stack.vultr.call('GET', `/v2/users/${user.id}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name);
}

test('a hire, a move and a departure, as Entra sends them, end with what they ask for at Vultr', async () => {
  const email = 'ada@example.com';
  const [developers, billing] = [
    await create('/Groups', { displayName: 'vultr-developers', externalId: 'g1' }),
    await create('/Groups', { displayName: 'vultr-billing', externalId: 'g2' }),
  ];
  const id = await create('/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: email,
    externalId: 'e1',
    active: true,
    emails: [{ primary: true, type: 'work', value: email }],
    name: { givenName: 'Ada', familyName: 'Lovelace' },
  });
  await reached(id, 'awaiting_group');
  expect((await stack.vultr.counts())['mails']).toBe(0);

  await changeMember(developers, 'Add', id);
  const { flowId = '' } = await reached(id, 'in_progress');
  const waiting = await stack.reached(flowId, 'awaiting_acceptance');
  await stack.vultr.accept(waiting.invitation?.id ?? '');
  expect(await reached(id, 'access')).toMatchObject({ accessRoles: ['developers'] });
  expect(await groupsAtVultr(email)).toEqual(['Developers']);
  expect(await statusAtVultr(email)).not.toBe('suspended');

  await changeMember(developers, 'Remove', id);
  await changeMember(billing, 'Add', id);
  await until(
    'the move',
    () => groupsAtVultr(email),
    (groups) => groups?.join() === 'Billing',
    40_000,
  );
  expect(await reached(id, 'access')).toMatchObject({ accessRoles: ['billing'] });
  expect((await stack.vultr.counts())['mails']).toBe(1);

  const deactivate = patchOf({ op: 'Replace', path: 'active', value: 'False' });
  expect((await send('PATCH', `/Users/${id}`, deactivate)).body['active']).toBe(false);
  await reached(id, 'leaving');
  await until(
    'the suspension',
    () => statusAtVultr(email),
    (status) => status === 'suspended',
    40_000,
  );

  expect((await send('DELETE', `/Users/${id}`)).status).toBe(204);
  await until(
    'the removal',
    () => stack.vultr.userEmails(),
    (emails) => !emails.includes(email),
    40_000,
  );
  expect((await send('GET', `/Users/${id}`)).status).toBe(404);
});

test('a user whom nobody has mapped to an address is refused with words that help', async () => {
  const { status, body } = await send('POST', '/Users', { userName: 'ada' });
  expect([status, body['scimType']]).toEqual([400, 'invalidValue']);
  expect(body['detail']).toMatch(/email/);
});
