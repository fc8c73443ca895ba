import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupWorkflowId } from '../../src/contract/scim/ids.ts';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import type { GroupMemo } from '../../src/contract/scim/kept.ts';
import { refreshSignal } from '../../src/contract/temporal/messages.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { PeopleError } from '../../src/people/people-error.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { executionsOf } from '../support/executions.ts';
import { inParallel } from '../support/in-parallel.ts';
import { repeatUnavailable } from '../support/repeat-unavailable.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { user } from './user.ts';

/** More than two hundred, because a group tells a hundred at a time. */
const size = 220;
/** A list of hundreds takes the time that the worker in this process needs. */
const rarely = { timeout: 300_000, interval: 1_000 };

let stack: Stack;
beforeAll(async () => (stack = await startStack()));
afterAll(() => stack.stop());

function createUsers(count: number): Promise<string[]> {
  return createUsersNamed(...Array.from({ length: count }, (_, at) => `member-${at}`));
}

function createUsersNamed(...names: readonly string[]): Promise<string[]> {
  return inParallel(names, 8, (name) => repeatUnavailable(() => createOrFind(name)));
}

/** As an identity provider does it: a creation whose response was lost is repeated, and found to have happened. */
async function createOrFind(name: string): Promise<string> {
  try {
    return (await stack.people.createUser(user(name))).id;
  } catch (error) {
    if (!(error instanceof PeopleError && error.code === 'uniqueness')) throw error;
    const [found] = await stack.people.findUsers({ userName: `${name}@example.com` });
    return found?.id ?? '';
  }
}

/** How many of the users know that they are in one group. */
async function countMembers(): Promise<number> {
  const users = await stack.people.listUsers({ fresh: true });
  return users.filter(({ groups }) => groups.length === 1).length;
}

test(
  'a group with many members takes one more, drops the unknown, and tells everyone',
  async () => {
    const { people } = stack;
    const [last = '', ...others] = await createUsers(size + 1);
    const strangers = Array.from({ length: 10 }, (_, at) => String(at).repeat(32));
    const { group, unknown } = await people.createGroup({
      displayName: 'Everyone',
      members: [...others, ...strangers],
    });
    expect(group.memberCount).toBe(size);
    expect(unknown.toSorted()).toEqual(strangers);
    // It takes a change while it is still telling the others.
    const changed = await repeatUnavailable(() => people.changeMembers(group.id, { add: [last], drop: [] }));
    expect(changed.group.memberCount).toBe(size + 1);
    await expect.poll(countMembers, rarely).toBe(size + 1);
    const tooMany = Array.from({ length: scimLimits.membersOfGroup + 1 }, (_, at) => String(at));
    await expect(people.changeMembers(group.id, { add: tooMany, drop: [] })).rejects.toMatchObject({
      code: 'too_large',
    });
    await repeatUnavailable(() => people.changeMembers(group.id, { add: [last], drop: 'all' }));
    await expect.poll(countMembers, rarely).toBe(1);
  },
  4 * rarely.timeout,
);

test.each([5_000, scimLimits.membersOfGroup - 1])(
  'a group of %i members takes one more, also after it has continued as new',
  async (count) => {
    const { people, client } = stack;
    const id = String(count).padStart(32, '0');
    const members = Array.from({ length: count }, (_, at) => at.toString(16).padStart(32, '0'));
    await startGroup(id, members);
    const [first = '', second = ''] = await createUsersNamed(`one-of-${count}`, `two-of-${count}`);
    const takes = (add: readonly string[], drop: readonly string[] = []) =>
      repeatUnavailable(() => people.changeMembers(id, { add, drop }));
    expect((await takes([first])).group).toMatchObject({ memberCount: count + 1 });
    await expect.poll(async () => (await people.getUser(first))?.groups).toMatchObject([{ id }]);
    await client.workflow.getHandle(groupWorkflowId(id)).signal(refreshSignal);
    const chain = () => executionsOf(client, groupWorkflowId(id));
    await expect.poll(chain).toMatchObject([{ continued: true }, { continued: false }]);
    const { group } = await takes([second], [first]);
    expect(group).toMatchObject({ memberCount: count + 1 });
    const read = await people.getGroup(id, { members: true });
    expect(read?.members.map((member) => member.id)).toEqual([...members, second]);
    await expect.poll(async () => (await people.getUser(first))?.groups).toEqual([]);
  },
  rarely.timeout,
);

/** Starts a group whose members do not exist and are never told: as large as they like, at the cost of one start. */
async function startGroup(id: string, members: readonly string[]): Promise<void> {
  const created = new Date().toISOString();
  const memo: GroupMemo = {
    scimGroup: { displayName: id, members, version: 1, created, modified: created, names: [] },
  };
  const client = createOrganizationClient(stack.client, stack.organization);
  await client.start(workflows.scimGroup, { workflowId: groupWorkflowId(id), args: [{}], memo });
}
