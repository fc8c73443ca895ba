import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimIdPattern, userWorkflowId } from '../../src/contract/scim/ids.ts';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import type { StoredUser } from '../../src/contract/scim/resource.ts';
import { createPeople } from '../../src/people/create.ts';
import type { People } from '../../src/people/people.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { testIdKey } from '../support/id-key.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';
import { user } from './user.ts';

let stack: Stack;
beforeAll(async () => (stack = await startStack()));
afterAll(() => stack.stop());

/** Another process of the API. */
function anotherPeople() {
  return createPeople(createOrganizationClient(stack.client, stack.organization), {
    idKey: testIdKey,
  });
}

function alternately(count: number, one: People, other: People): People[] {
  return Array.from({ length: count }, (_, at) => (at % 2 === 0 ? one : other));
}

const tag = (at: number) => `tag-${at}`;
const idsOf = (users: readonly StoredUser[]) => users.map(({ id }) => id);

const withAddresses = (count: number) =>
  user('many', {
    emails: Array.from({ length: count }, (_, number) => ({ value: `many${number}@example.com` })),
  });

describe('a user', () => {
  test('is created with a derived id, and read by it', async () => {
    const { people } = stack;
    const created = await people.createUser(user('ada', { title: 'Countess' }));
    expect(created.id).toMatch(scimIdPattern);
    expect(created).toMatchObject({ version: 1, groups: [], access: { state: 'settling' } });
    const read = await people.getUser(created.id);
    expect(read).toMatchObject({ id: created.id, resource: user('ada', { title: 'Countess' }) });
    expect(await people.getUser('0'.repeat(32))).toBeUndefined();
    expect(await people.getUser('../scim-user')).toBeUndefined();
  });

  test('is found by name, external ID and email as soon as it was created or changed, by every process', async () => {
    const other = anotherPeople();
    for (let at = 0; at < 20; at++) {
      const name = `fresh-${at}`;
      const { id } = await stack.people.createUser(user(name));
      expect(idsOf(await other.findUsers({ userName: `FRESH-${at}@example.com` }))).toEqual([id]);
      expect(idsOf(await other.findUsers({ externalId: `external-${name}` }))).toEqual([id]);
      await stack.people.writeUser(id, ({ resource }) => ({ ...resource, externalId: `other-${name}` }));
      expect((await other.getUser(id))?.resource).toMatchObject({ externalId: `other-${name}` });
      expect(idsOf(await other.findUsers({ externalId: `other-${name}` }))).toEqual([id]);
      expect(await other.findUsers({ externalId: `external-${name}` })).toEqual([]);
      expect(idsOf(await other.findUsers({ address: `Fresh-${at}@EXAMPLE.com` }))).toEqual([id]);
      await stack.people.removeUser(id);
      expect(await other.getUser(id)).toBeUndefined();
      expect(await other.findUsers({ userName: `${name}@example.com` })).toEqual([]);
    }
  });

  test('of twenty creations of one name at once, one wins', async () => {
    const doors = alternately(20, stack.people, anotherPeople());
    const results = await Promise.allSettled(
      doors.map((people, at) => {
        const userName = at % 3 === 0 ? 'Twenty@example.com' : 'twenty@Example.com';
        return people.createUser(user('twenty', { userName }));
      }),
    );
    const refused = results.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'uniqueness' });
  });

  test('of thirty changes at once, none is lost', async () => {
    const { id } = await stack.people.createUser(user('thirty'));
    const doors = alternately(30, stack.people, anotherPeople());
    await Promise.all(
      doors.map((people, at) => people.writeUser(id, ({ resource }) => ({ ...resource, [tag(at)]: at }))),
    );
    const read = await stack.people.getUser(id);
    expect(read?.version).toBe(31);
    expect(Object.keys(read?.resource ?? {})).toEqual(expect.arrayContaining(doors.map((_, at) => tag(at))));
  });

  test('is written only in the version that the caller asks for', async () => {
    const { id } = await stack.people.createUser(user('version'));
    const rename = (title: string, ifMatch?: readonly number[]) =>
      stack.people.writeUser(id, ({ resource }) => ({ ...resource, title }), ifMatch);
    expect(await rename('one', [1])).toMatchObject({ version: 2 });
    await expect(rename('two', [1])).rejects.toMatchObject({ code: 'version_mismatch' });
    // What changes nothing is no write.
    expect(await rename('one', [2])).toMatchObject({ version: 2 });
    await expect(stack.people.removeUser(id, [1])).rejects.toMatchObject({ code: 'version_mismatch' });
    await stack.people.removeUser(id, [2, 9]);
    await expect(rename('three')).rejects.toMatchObject({ code: 'not_found' });
    await expect(stack.people.removeUser(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is refused without an address, and above the limit of size', async () => {
    const { people } = stack;
    const without = { userName: 'nobody', emails: [{ value: 'at home' }] };
    await expect(people.createUser(without)).rejects.toMatchObject({ code: 'no_address' });
    const large = user('large', { nickName: 'x'.repeat(scimLimits.resourceBytes) });
    await expect(people.createUser(large)).rejects.toMatchObject({ code: 'too_large' });
    const { id } = await people.createUser(user('small'));
    await expect(people.writeUser(id, () => large)).rejects.toMatchObject({ code: 'too_large' });
    await expect(people.writeUser(id, () => without)).rejects.toMatchObject({ code: 'no_address' });
    expect(await people.getUser(id)).toMatchObject({ version: 1 });
  });

  test('has as many addresses as a search attribute has room for', async () => {
    const { people } = stack;
    const { id } = await people.createUser(user('many'));
    await people.writeUser(id, () => withAddresses(scimLimits.addresses));
    const last = `many${scimLimits.addresses - 1}@example.com`;
    expect(await people.findUsers({ address: last })).toMatchObject([{ id }]);
    const tooMany = people.writeUser(id, () => withAddresses(scimLimits.addresses + 1));
    await expect(tooMany).rejects.toMatchObject({ code: 'too_large' });
  });

  test('keeps its id and its names through a renaming there and back', async () => {
    const { people } = stack;
    const { id } = await people.createUser(user('before'));
    const rename = (name: string) =>
      people.writeUser(id, ({ resource }) => ({ ...resource, userName: `${name}@example.com` }));
    const find = async (name: string) => idsOf(await people.findUsers({ userName: `${name}@example.com` }));
    await rename('after');
    expect([await find('before'), await find('after')]).toEqual([[], [id]]);
    // Otherwise the newcomer would be taken for the one who had the name, with their access.
    await expect(people.createUser(user('before'))).rejects.toMatchObject({ code: 'name_reserved' });
    await expect(people.createUser(user('after'))).rejects.toMatchObject({ code: 'uniqueness' });
    await rename('before');
    expect([await find('before'), await find('after')]).toEqual([[id], []]);
    await expect(people.createUser(user('after'))).rejects.toMatchObject({ code: 'name_reserved' });
    const { id: otherId } = await people.createUser(user('other'));
    const take = (name: string) =>
      people.writeUser(otherId, ({ resource }) => ({ ...resource, userName: `${name}@example.com` }));
    await expect(take('before')).rejects.toMatchObject({ code: 'uniqueness' });
    await expect(take('after')).rejects.toMatchObject({ code: 'name_reserved' });

    await people.removeUser(id);
    const after = await people.createUser(user('after'));
    expect(after.id).not.toBe(id);
    expect((await people.createUser(user('before'))).id).toBe(id);
  });

  test('keeps its id if it is deleted and created again, at once and once the deletion is over', async () => {
    const { people } = stack;
    const first = await people.createUser(user('again'));
    await people.removeUser(first.id);
    const second = await people.createUser(user('again', { title: 'second' }));
    expect(second.id).toBe(first.id);
    expect(await people.getUser(first.id)).toMatchObject({ resource: { title: 'second' }, groups: [] });
    await people.removeUser(first.id);
    const handle = stack.client.workflow.getHandle(userWorkflowId(first.id));
    await until(
      'the workflow to end',
      () => handle.describe(),
      ({ status }) => status.name === 'COMPLETED',
    );
    expect((await people.createUser(user('again'))).id).toBe(first.id);
    expect(await people.getUser(first.id)).toMatchObject({ version: 1 });
  });

  test('can be created under a name whose owner was ended in Temporal', async () => {
    const { people } = stack;
    const { id } = await people.createUser(user('lost'));
    await people.writeUser(id, ({ resource }) => ({ ...resource, userName: 'found@example.com' }));
    await stack.client.workflow.getHandle(userWorkflowId(id)).terminate();
    expect((await people.createUser(user('found'))).resource).toMatchObject({
      userName: 'found@example.com',
    });
  });
});

describe('the list of users', () => {
  test('contains what this process has written, in an order that stays', async () => {
    const { people } = await stackForTest();
    for (let at = 0; at < 3; at++) await people.createUser(user(`listed-${at}`, { title: String(at) }));
    const [first, second, third] = await people.listUsers({ fresh: true });
    expect([first, second, third].map((one) => one?.resource['title'])).toEqual(['0', '1', '2']);
    await people.writeUser(second?.id ?? '', ({ resource }) => ({ ...resource, title: 'changed' }));
    await people.removeUser(first?.id ?? '');
    const { id } = await people.createUser(user('listed-last'));
    const now = await people.listUsers();
    expect(idsOf(now)).toEqual([second?.id, third?.id, id]);
    expect(now[0]).toMatchObject({ version: 2, resource: { title: 'changed' } });
    expect(idsOf(await people.listUsers({ fresh: true }))).toEqual(idsOf(now));
  });
});
