import { describe, expect, test } from 'vitest';
import type { StoredUser, UserAccess } from '../../src/contract/scim/resource.ts';
import { parseFlowId } from '../../src/contract/temporal/flow-ids.ts';
import { remindUsers } from '../../src/people/remind-users.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import type { Stack, StackOptions } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { withStack } from '../support/with-stack.ts';
import { user } from './user.ts';

const roles = [
  {
    name: 'dev',
    group: { name: 'Developers' },
    policies: ['Provisioning'],
    when: { scimGroups: ['vultr-dev'] },
  },
  {
    name: 'billing',
    group: { name: 'Billing' },
    policies: ['Billing'],
    when: { scimGroups: ['vultr-billing'] },
  },
];
const options: StackOptions = { roles };
const hour = 60 * 60_000;

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });

/** Waits until the access of the user is in the state. */
async function reached({ people }: Stack, id: string, state: UserAccess['state']): Promise<StoredUser> {
  const found = await until(
    `${state} of a user`,
    () => people.getUser(id),
    (read) => read?.access.state === state,
  );
  if (found === undefined) throw new Error('the user was deleted');
  return found;
}

async function groupNamed({ people }: Stack, displayName: string, members: string[] = []): Promise<string> {
  const { group } = await people.createGroup({ displayName, members });
  return group.id;
}

/** Accepts the newest invitation of the user's onboarding. */
async function accept(stack: Stack, id: string): Promise<void> {
  const { access } = await until(
    'an onboarding of the user',
    () => stack.people.getUser(id).then((read) => read ?? Promise.reject(new Error('no user'))),
    (read) => read.access.flowId !== undefined,
  );
  const { invitation } = await stack.reached(access.flowId ?? '', 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
}

/** A user with access as a developer, and the ids of the groups. */
async function developer(stack: Stack, name = 'ada') {
  const { id } = await stack.people.createUser(user(name));
  const dev = await groupNamed(stack, 'vultr-dev', [id]);
  const billing = await groupNamed(stack, 'vultr-billing');
  await accept(stack, id);
  const { access } = await reached(stack, id, 'access');
  return { id, dev, billing, flowId: access.flowId ?? '' };
}

async function groupsAtVultr({ vultr }: Stack, email = 'ada@example.com'): Promise<string[]> {
  const { users } = (await vultr.call('GET', '/v2/users')) as { users: { id: string; email: string }[] };
  const found = users.find((one) => one.email === email);
  if (found === undefined) return ['not a user'];
  const { groups } = (await vultr.call('GET', `/v2/users/${found.id}/groups`)) as {
    groups: { display_name: string }[];
  };
  return groups.map((group) => group.display_name).toSorted();
}

describe.concurrent('access', () => {
  test('follows the group, whether it is pushed before or after the user, with one email', () =>
    withStack(options, async (stack) => {
      const { people, vultr } = stack;
      const { id } = await people.createUser(user('ada'));
      await reached(stack, id, 'awaiting_group');
      expect(await vultr.counts()).toMatchObject({ mails: 0 });
      await groupNamed(stack, 'VULTR-dev', [id]);
      await accept(stack, id);
      const { access } = await reached(stack, id, 'access');
      expect(access).toMatchObject({ roles: ['dev'], flowId: expect.stringMatching(/\.1$/) });
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      expect(await vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('moves with the groups: what is given comes before what is taken', () =>
    withStack(options, async (stack) => {
      const { id, dev, billing } = await developer(stack);
      await stack.people.changeMembers(dev, { add: [], drop: [id] });
      await stack.people.changeMembers(billing, { add: [id], drop: [] });
      await until(
        'the move',
        () => stack.people.getUser(id),
        (read) => read?.access.state === 'access' && read.access.roles.join() === 'billing',
      );
      expect(await groupsAtVultr(stack)).toEqual(['Billing']);
      // One flow: the settling made one move of both changes.
      const person = await stack.onboardings.getPerson(
        parseFlowId((await reached(stack, id, 'access')).access.flowId ?? '').personId,
      );
      expect(person.flows).toHaveLength(2);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('without any role is taken away, and the person stays a member', () =>
    withStack(options, async (stack) => {
      const { id, dev } = await developer(stack);
      await stack.people.changeMembers(dev, { add: [], drop: [id] });
      await reached(stack, id, 'no_role');
      expect(await groupsAtVultr(stack)).toEqual([]);
      await stack.people.changeMembers(dev, { add: [id], drop: [] });
      await reached(stack, id, 'access');
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('that was not accepted is cancelled if the last role goes', () =>
    withStack(options, async (stack) => {
      const { id } = await stack.people.createUser(user('ada'));
      const dev = await groupNamed(stack, 'vultr-dev', [id]);
      const { access } = await reached(stack, id, 'in_progress');
      await stack.reached(access.flowId ?? '', 'awaiting_acceptance');
      await stack.people.changeMembers(dev, { add: [], drop: [id] });
      await reached(stack, id, 'awaiting_group');
      expect(await stack.onboardings.get(access.flowId ?? '')).toMatchObject({ state: 'guarding' });
    }));
});

describe.concurrent('a user who is deactivated', () => {
  test('is suspended, and comes back within the grace period without an email', () =>
    withStack(options, async (stack) => {
      const { id } = await developer(stack);
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: false }));
      const { access } = await until(
        'the suspension',
        () => reached(stack, id, 'leaving'),
        () => true,
      );
      await until(
        'the suspension',
        () => stack.offboardings.get(access.flowId ?? ''),
        ({ state }) => state === 'suspended',
      );
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: true }));
      const back = await reached(stack, id, 'access');
      expect(back.access.flowId).toMatch(/\.3$/);
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('and deleted then is removed at once', () =>
    withStack(options, async (stack) => {
      const { id } = await developer(stack);
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: false }));
      const { access } = await reached(stack, id, 'leaving');
      await until(
        'the suspension',
        () => stack.offboardings.get(access.flowId ?? ''),
        ({ state }) => state === 'suspended',
      );
      await stack.people.removeUser(id);
      await until(
        'the removal',
        () => stack.offboardings.get(access.flowId ?? ''),
        ({ state }) => state === 'left',
      );
      expect(await stack.vultr.userEmails()).not.toContain('ada@example.com');
    }));
});

/** A user with an invitation, which the departure guards. */
async function leavingInvited(stack: Stack, leave: (id: string) => Promise<unknown>) {
  const { id } = await stack.people.createUser(user('ada'));
  const dev = await groupNamed(stack, 'vultr-dev', [id]);
  const { access } = await reached(stack, id, 'in_progress');
  const { invitation } = await stack.reached(access.flowId ?? '', 'awaiting_acceptance');
  await leave(id);
  const { personId } = parseFlowId(access.flowId ?? '');
  await until(
    'the guard',
    () => stack.onboardings.getPerson(personId),
    ({ state }) => state === 'guarding',
  );
  return { id, dev, invitationId: invitation?.id ?? '' };
}

const deactivate = (stack: Stack) => (id: string) =>
  stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: false }));

/** Waits until an onboarding to this address has an invitation. */
const invitedAgain = (stack: Stack, id: string, email: string) =>
  until(
    'another onboarding',
    async () => {
      const { access } = (await stack.people.getUser(id)) ?? {};
      if (access?.state !== 'in_progress' || access.flowId === undefined) return undefined;
      return stack.onboardings.get(access.flowId).catch(() => undefined);
    },
    (view) => view?.state === 'awaiting_acceptance' && view.email === email,
  );

describe.concurrent('a user who leaves before the invitation was accepted', () => {
  test('is hired again at once if they are activated, without another email', () =>
    withStack(options, async (stack) => {
      const { id, invitationId } = await leavingInvited(stack, deactivate(stack));
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: true }));
      await invitedAgain(stack, id, 'ada@example.com');
      await stack.vultr.accept(invitationId);
      await reached(stack, id, 'access');
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('is hired again at once if they are deleted and created again', () =>
    withStack(options, async (stack) => {
      const { id, dev, invitationId } = await leavingInvited(stack, stack.people.removeUser);
      await stack.people.createUser(user('ada'));
      await stack.people.changeMembers(dev, { add: [id], drop: [] });
      await invitedAgain(stack, id, 'ada@example.com');
      await stack.vultr.accept(invitationId);
      await reached(stack, id, 'access');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('is invited under the address that they have by then', () =>
    withStack(options, async (stack) => {
      const { id, invitationId } = await leavingInvited(stack, deactivate(stack));
      const emails = [{ value: 'ada.king@example.com', primary: true }];
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, emails, active: true }));
      const again = await invitedAgain(stack, id, 'ada.king@example.com');
      await stack.vultr.accept(again?.invitation?.id ?? '');
      await reached(stack, id, 'access');
      expect(await groupsAtVultr(stack, 'ada.king@example.com')).toEqual(['Developers']);
      // The old invitation is still guarded.
      await stack.vultr.accept(invitationId);
      await until(
        'the removal',
        () => stack.vultr.userEmails(),
        (found) => !found.includes('ada@example.com'),
      );
    }));
});

describe.concurrent('a user who is deleted', () => {
  test('is removed without a grace period, and hired again if they are created again', () =>
    withStack(options, async (stack) => {
      const { id, dev, flowId } = await developer(stack);
      await stack.people.removeUser(id);
      await until(
        'the removal',
        () => stack.offboardings.list({ limit: 1 }),
        ({ items }) => items[0] !== undefined && 'email' in items[0] && items[0].state === 'left',
      );
      expect(await stack.vultr.userEmails()).not.toContain('ada@example.com');
      const again = await stack.people.createUser(user('ada'));
      expect(again.id).toBe(id);
      await stack.people.changeMembers(dev, { add: [id], drop: [] });
      await accept(stack, id);
      const { access } = await reached(stack, id, 'access');
      expect(parseFlowId(access.flowId ?? '').personId).toBe(parseFlowId(flowId).personId);
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
    }));

  test('and created again at once keeps or gets the access', () =>
    withStack(options, async (stack) => {
      const { id, dev } = await developer(stack);
      await stack.people.removeUser(id);
      await stack.people.createUser(user('ada'));
      await stack.people.changeMembers(dev, { add: [id], drop: [] });
      await until(
        'access, or another invitation',
        async () => {
          const read = await stack.people.getUser(id);
          const view =
            read?.access.flowId === undefined
              ? undefined
              : await stack.onboardings.get(read.access.flowId).catch(() => undefined);
          if (view?.state === 'awaiting_acceptance')
            await stack.vultr.accept(view.invitation?.id ?? '').catch(() => {});
          return read;
        },
        (read) => read?.access.state === 'access',
      );
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
    }));
});

describe.concurrent('who decides', () => {
  test('is the identity provider: a POST for other access is refused, and one for the same finds the onboarding', () =>
    withStack(options, async (stack) => {
      const { id, flowId } = await developer(stack);
      const email = 'ada@example.com';
      const post = (wanted: string, more: object = {}) =>
        stack.onboardings.start({ email, roles: [wanted], ...more }, { name: 'hr' });
      await expect(post('dev')).resolves.toMatchObject({ outcome: 'existing', onboarding: { id: flowId } });
      await expect(post('billing')).rejects.toMatchObject({
        code: 'managed_by_scim',
        message: expect.stringContaining(id),
      });
      await expect(post('billing', { supersede: true, rehire: true })).rejects.toMatchObject({
        code: 'managed_by_scim',
      });
      await expect(stack.onboardings.rehire(flowId, { name: 'ops' })).rejects.toMatchObject({
        code: 'managed_by_scim',
      });
      await expect(stack.onboardings.plan([{ email, roles: ['billing'] }])).resolves.toMatchObject([
        { plan: 'conflict' },
      ]);
    }));

  test('is the identity provider: its wish supersedes what a POST has begun', () =>
    withStack(options, async (stack) => {
      const { onboarding } = await stack.onboardings.start(
        { email: 'ada@example.com', roles: ['billing'] },
        { name: 'hr' },
      );
      await stack.reached(onboarding.id, 'awaiting_acceptance');
      const { id } = await stack.people.createUser(user('ada'));
      await groupNamed(stack, 'vultr-dev', [id]);
      await accept(stack, id);
      await reached(stack, id, 'access');
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('is HR, if it orders a departure: another group does not bring the person back', () =>
    withStack(options, async (stack) => {
      const { id } = await stack.people.createUser(user('ada'));
      await groupNamed(stack, 'vultr-dev', [id]);
      const billing = await groupNamed(stack, 'vultr-billing');
      await accept(stack, id);
      const { access } = await reached(stack, id, 'access');
      const order = { email: 'ada@example.com', reason: 'Contract ended', graceDays: 0 };
      await stack.offboardings.order(order, { name: 'hr' });
      const overruled = await reached(stack, id, 'left');
      expect(overruled.access.detail).toContain('by order of hr');
      await stack.people.changeMembers(billing, { add: [id], drop: [] });
      await until(
        'the new wish',
        () => stack.people.getUser(id),
        (read) => read?.access.roles.join() === 'dev,billing' && read.access.state === 'left',
      );
      expect(await stack.vultr.userEmails()).not.toContain('ada@example.com');
      expect(access.flowId).toMatch(/\.1$/);
    }));
});

describe.concurrent('an address', () => {
  test('of two users is that of the first, and nothing is sent for the second', () =>
    withStack(options, async (stack) => {
      const first = await developer(stack);
      const emails = [{ value: 'ada@example.com', primary: true }];
      const { id } = await stack.people.createUser(user('ada.king', { emails }));
      await stack.people.changeMembers(first.billing, { add: [id], drop: [] });
      await reached(stack, id, 'address_taken');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      await stack.people.removeUser(id);
      expect(await stack.vultr.userEmails()).toContain('ada@example.com');
    }));

  test('that changes after the acceptance changes nothing, and is not for the next user', () =>
    withStack(options, async (stack) => {
      const { id, dev, flowId } = await developer(stack);
      const emails = [{ value: 'ada.king@example.com', primary: true }];
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, emails }));
      await until(
        'the look after the change',
        () => stack.people.getUser(id),
        (read) => read?.version === 2 && read.access.state === 'access',
      );
      expect((await reached(stack, id, 'access')).access.flowId).toBe(flowId);
      const other = await stack.people.createUser({
        ...user('ada.byron'),
        emails: [{ value: 'ada@example.com', primary: true }],
      });
      await stack.people.changeMembers(dev, { add: [other.id], drop: [] });
      await reached(stack, other.id, 'address_taken');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('that changes before the acceptance gets another invitation, and the old one is guarded', () =>
    withStack(options, async (stack) => {
      const { id } = await stack.people.createUser(user('ada'));
      await groupNamed(stack, 'vultr-dev', [id]);
      const { access } = await reached(stack, id, 'in_progress');
      await stack.reached(access.flowId ?? '', 'awaiting_acceptance');
      const emails = [{ value: 'ada.king@example.com', primary: true }];
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, emails }));
      const moved = await until(
        'an onboarding under the new address',
        () => stack.people.getUser(id),
        (read) => read?.access.flowId !== undefined && read.access.flowId !== access.flowId,
      );
      expect(await stack.onboardings.get(access.flowId ?? '')).toMatchObject({ state: 'guarding' });
      expect(await stack.onboardings.get(moved?.access.flowId ?? '')).toMatchObject({
        email: 'ada.king@example.com',
      });
    }));
});

describe.concurrent('the brake', () => {
  test('holds users who leave, and what an operator has refused counts until the next wish', () =>
    withStack({ ...options, brake: { limit: 0 }, leaver: { graceMs: hour } }, async (stack) => {
      const { id } = await developer(stack);
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: false }));
      await reached(stack, id, 'held');
      const { items } = await stack.onboardings.getBrake();
      await stack.onboardings.refuseBrake(
        { reason: 'A wrong scope', ids: items.map((one) => one.id) },
        operator(),
      );
      const { access } = await reached(stack, id, 'refused');
      expect(access.detail).toContain('A wrong scope');
      expect(await groupsAtVultr(stack)).toEqual(['Developers']);
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: true }));
      await reached(stack, id, 'access');
    }));
});

test('a change of the roles file reaches the users', () => {
  let known: typeof roles = [];
  return withStack({ ...options, scimRoles: () => known }, async (stack) => {
    const { id } = await stack.people.createUser(user('ada'));
    await groupNamed(stack, 'vultr-dev', [id]);
    await until(
      'the look at the group',
      () => stack.people.getUser(id),
      (read) => read?.access.state === 'awaiting_group' && read.groups.length === 1,
    );
    known = roles;
    await remindUsers(createOrganizationClient(stack.client, stack.organization), 0);
    const { access } = await reached(stack, id, 'in_progress');
    expect(access.roles).toEqual(['dev']);
  });
});

test('workers that restart all the time lose no wish', () =>
  withStack({ ...options, cachedWorkflows: 0 }, async (stack) => {
    const { id } = await stack.people.createUser(user('ada'));
    await groupNamed(stack, 'vultr-dev', [id]);
    await stack.restart();
    await accept(stack, id);
    await reached(stack, id, 'access');
    await stack.people.writeUser(id, ({ resource }) => ({ ...resource, active: false }));
    await stack.restart();
    const { access } = await reached(stack, id, 'leaving');
    expect(access.flowId).toMatch(/\.2$/);
  }));
