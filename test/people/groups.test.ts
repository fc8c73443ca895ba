import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupWorkflowId, userWorkflowId } from '../../src/contract/scim/ids.ts';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import type { UserGroup } from '../../src/contract/scim/resource.ts';
import { executionsOf } from '../support/executions.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { user } from './user.ts';

let stack: Stack;
beforeAll(async () => (stack = await startStack()));
afterAll(() => stack.stop());

const stranger = '0'.repeat(32);

async function createUsers(...names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await stack.people.createUser(user(name))).id);
  return ids;
}

/** Waits until the user is in exactly these groups. */
function inGroups(userId: string, displays: readonly string[]) {
  return until(
    `${userId} in ${displays.join(', ')}`,
    async () => (await stack.people.getUser(userId))?.groups ?? [],
    (groups) => groups.map(({ display }) => display).join() === displays.join(),
  );
}

async function membersOf(groupId: string): Promise<string[]> {
  const group = await stack.people.getGroup(groupId, { members: true });
  return group?.members.map(({ id }) => id) ?? [];
}

describe('a group', () => {
  test('is created with members, tells them, and drops unknown ones', async () => {
    const { people } = stack;
    const [ada = '', bob = ''] = await createUsers('ada', 'bob');
    const { group, unknown } = await people.createGroup({
      displayName: 'Developers',
      externalId: 'group-1',
      members: [ada, stranger, bob, ada, 'no id'],
    });
    expect(unknown.toSorted()).toEqual([stranger, 'no id'].toSorted());
    expect(group).toMatchObject({ displayName: 'Developers', version: 1, members: [], memberCount: 2 });
    expect(await membersOf(group.id)).toEqual([ada, bob]);
    const expected: UserGroup = { id: group.id, display: 'Developers', externalId: 'group-1' };
    expect(await inGroups(ada, ['Developers'])).toEqual([expected]);
    await inGroups(bob, ['Developers']);
    const found = { id: group.id, members: [], memberCount: 2 };
    expect(await people.findGroups({ displayName: 'DEVELOPERS' })).toMatchObject([found]);
    expect(await people.findGroups({ externalId: 'group-1' })).toMatchObject([found]);
    expect(await people.listGroups({ fresh: true })).toMatchObject([found]);
    await expect(people.createGroup({ displayName: 'developers', members: [] })).rejects.toMatchObject({
      code: 'uniqueness',
    });
  });

  test('tells each user who comes, goes or stays under another name', async () => {
    const { people } = stack;
    const [carol = '', dan = '', eve = ''] = await createUsers('carol', 'dan', 'eve');
    const { group } = await people.createGroup({ displayName: 'Support', members: [carol] });
    await inGroups(carol, ['Support']);
    const changed = await people.changeMembers(group.id, { drop: 'all', add: [dan, eve, stranger] });
    expect(changed).toMatchObject({ unknown: [stranger], group: { version: 2, memberCount: 2 } });
    await Promise.all([inGroups(carol, []), inGroups(dan, ['Support']), inGroups(eve, ['Support'])]);
    // What changes nothing is no write.
    const same = await people.changeMembers(group.id, { drop: [carol], add: [dan] });
    expect(same.group.version).toBe(2);
    await people.changeMembers(group.id, { drop: [eve], add: [] });
    await inGroups(eve, []);
    const renamed = await people.writeGroup(group.id, { displayName: 'Support EU', externalId: 'group-2' });
    expect(renamed.group).toMatchObject({ id: group.id, version: 4, memberCount: 1 });
    expect(await inGroups(dan, ['Support EU'])).toMatchObject([{ externalId: 'group-2' }]);
    expect(await people.findGroups({ displayName: 'support' })).toEqual([]);
    expect(await people.findGroups({ displayName: 'support eu' })).toMatchObject([{ id: group.id }]);
    await expect(people.createGroup({ displayName: 'Support', members: [] })).rejects.toMatchObject({
      code: 'name_reserved',
    });
    await people.writeGroup(group.id, { externalId: null });
    expect(await people.findGroups({ externalId: 'group-2' })).toEqual([]);
    await expect(people.writeGroup(group.id, { externalId: 'x' }, [3, 4])).rejects.toMatchObject({
      code: 'version_mismatch',
    });
    await people.removeGroup(group.id);
    expect(await people.getGroup(group.id, { members: true })).toBeUndefined();
    await inGroups(dan, []);
    const again = await people.createGroup({ displayName: 'Support', members: [eve] });
    expect(again.group.id).toBe(group.id);
    await inGroups(eve, ['Support']);
    expect((await people.createGroup({ displayName: 'Support EU', members: [] })).group.id).not.toBe(
      group.id,
    );
  });

  test('changes its name and its members together, or neither', async () => {
    const { people } = stack;
    const [ivy = '', jo = ''] = await createUsers('ivy', 'jo');
    const { group } = await people.createGroup({ displayName: 'Design', members: [ivy] });
    const moved = { displayName: 'Design EU', members: { drop: 'all', add: [jo, stranger] } } as const;
    const { group: changed, unknown } = await people.writeGroup(group.id, moved, [1, 7]);
    expect([changed.displayName, changed.version, changed.memberCount]).toEqual(['Design EU', 2, 1]);
    expect(unknown).toEqual([stranger]);
    await Promise.all([inGroups(ivy, []), inGroups(jo, ['Design EU'])]);
    // What changes nothing is no write.
    expect((await people.writeGroup(group.id, moved)).group.version).toBe(2);
    await people.writeGroup(group.id, { members: { drop: [], add: [ivy] } }, [2]);
    await inGroups(ivy, ['Design EU']);
    const add = Array.from({ length: scimLimits.membersOfGroup + 1 }, (_, at) => String(at));
    const tooMany = people.writeGroup(group.id, { displayName: 'Art', members: { drop: [], add } });
    await expect(tooMany).rejects.toMatchObject({ code: 'too_large' });
    expect(await people.getGroup(group.id, { members: true })).toMatchObject({
      displayName: 'Design EU',
      version: 3,
      memberCount: 2,
    });
  });

  test('has a name and an external ID of limited size', async () => {
    const { people } = stack;
    const { group } = await people.createGroup({ displayName: 'Short', members: [] });
    for (const change of [
      { displayName: 'ü'.repeat(scimLimits.groupTextBytes / 2 + 1) },
      { externalId: 'x'.repeat(scimLimits.groupTextBytes + 1) },
    ]) {
      const written = people.writeGroup(group.id, change);
      await expect(written).rejects.toMatchObject({ code: 'too_large' });
      const created = people.createGroup({ displayName: 'Another', members: [], ...change });
      await expect(created).rejects.toMatchObject({ code: 'too_large' });
    }
    const longest = 'x'.repeat(scimLimits.groupTextBytes);
    const { group: written } = await people.writeGroup(group.id, {
      displayName: longest,
      externalId: longest,
    });
    expect(written.version).toBe(2);
  });

  test('drops a user who is deleted, and keeps the one who is created again', async () => {
    const { people } = stack;
    const [fay = ''] = await createUsers('fay');
    const { group } = await people.createGroup({ displayName: 'Finance', members: [fay] });
    await inGroups(fay, ['Finance']);
    await people.removeUser(fay);
    await createUsers('fay');
    // What is given once the deletion was answered stays.
    expect((await people.changeMembers(group.id, { add: [fay], drop: [] })).unknown).toEqual([]);
    await inGroups(fay, ['Finance']);
    expect(await membersOf(group.id)).toEqual([fay]);
    await people.removeUser(fay);
    await until(
      'the group without her',
      () => membersOf(group.id),
      ({ length }) => length === 0,
    );
  });

  test('drops a member whose workflow was ended in Temporal', async () => {
    const { people } = stack;
    const [gus = '', hal = ''] = await createUsers('gus', 'hal');
    const { group } = await people.createGroup({ displayName: 'Sales', members: [gus, hal] });
    await inGroups(gus, ['Sales']);
    await stack.client.workflow.getHandle(userWorkflowId(gus)).terminate();
    await people.writeGroup(group.id, { externalId: 'tells-everyone' });
    await expect.poll(() => membersOf(group.id)).toEqual([hal]);
  });

  test('keeps what it has to tell while it continues as new, and no change of many is lost', async () => {
    const { people, client } = stack;
    const names = Array.from({ length: 8 }, (_, at) => `member-${at}`);
    const ids = await createUsers(...names);
    const { group } = await people.createGroup({ displayName: 'Busy', externalId: 'busy', members: [] });
    // Everyone comes and goes at the same time, and stays in the end.
    await Promise.all(
      ids.map(async (id) => {
        for (let round = 0; round < 5; round++) {
          await people.changeMembers(group.id, { add: [id], drop: [] });
          await people.changeMembers(group.id, { add: [], drop: [id] });
        }
        await people.changeMembers(group.id, { add: [id], drop: [] });
      }),
    );
    expect((await membersOf(group.id)).toSorted()).toEqual(ids.toSorted());
    for (const id of ids) await inGroups(id, ['Busy']);
    const executions = await executionsOf(client, groupWorkflowId(group.id));
    expect(executions.length).toBeGreaterThan(1);
    // Its keys as well.
    expect(await people.findGroups({ externalId: 'busy' })).toMatchObject([{ version: 89, memberCount: 8 }]);
  });
});
