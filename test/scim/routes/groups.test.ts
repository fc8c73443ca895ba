import { describe, expect, test } from 'vitest';
import { scimLimits } from '../../../src/contract/scim/limits.ts';
import { ada, createUser, patchOf, scimApi, type Send } from '../scim-api.ts';

const unknown = 'f'.repeat(32);

async function createGroup(send: Send, ...members: readonly string[]): Promise<string> {
  const { body } = await send('POST', '/Groups', {
    displayName: 'Developers',
    members: members.map((value) => ({ value })),
  });
  return String(body['id']);
}

const membersOf = async (send: Send, id: string) =>
  ((await send('GET', `/Groups/${id}`)).body['members'] as { value: string }[]).map(({ value }) => value);

describe('the members of a group', () => {
  test('come and go without a read of the group with its members, if it is large', async () => {
    const { send, calls } = scimApi();
    const members: string[] = [];
    for (let index = 0; index < 101; index += 1)
      members.push(await createUser(send, { userName: `user${index}@example.com` }));
    const id = await createGroup(send, ...members);
    calls.length = 0;
    const added = await createUser(send);
    const response = await send(
      'PATCH',
      `/Groups/${id}`,
      patchOf({ op: 'add', path: 'members', value: [{ value: added }] }),
    );
    expect(response.status).toBe(200);
    expect(response.body).not.toHaveProperty('members');
    expect(calls).toEqual(['createUser', 'changeMembers +1 -0']);
    expect(await membersOf(send, id)).toEqual([...members, added]);
    const asked = await send(
      'PATCH',
      `/Groups/${id}?attributes=members`,
      patchOf({ op: 'remove', path: `members[value eq "${added}"]` }),
    );
    expect(asked.body['members']).toHaveLength(101);
  });

  test('who are no users are left out, and the others taken', async () => {
    const { send, logLines } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user, unknown, 'not an ID at all');
    expect(await membersOf(send, id)).toEqual([user]);
    expect(logLines.join()).toContain(`{ groupId: '${id}', count: 2 }`);
    const { status } = await send(
      'PATCH',
      `/Groups/${id}`,
      patchOf({ op: 'add', path: 'members', value: [unknown] }),
    );
    expect(status).toBe(200);
    expect(await membersOf(send, id)).toEqual([user]);
  });

  test('stay if a PUT leaves the list out, and go if it is empty', async () => {
    const { send } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user);
    await send('PUT', `/Groups/${id}`, { displayName: 'Platform' });
    expect(await membersOf(send, id)).toEqual([user]);
    await send('PUT', `/Groups/${id}`, { displayName: 'Platform', members: [] });
    expect(await membersOf(send, id)).toEqual([]);
  });

  test.each([null, '', {}])('stay if a PUT or a PATCH without a path has %j for them', async (members) => {
    const { send } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user);
    await send('PUT', `/Groups/${id}`, { displayName: 'Platform', MEMBERS: members });
    const value = { displayName: 'Platform', members };
    await send('PATCH', `/Groups/${id}`, patchOf({ op: 'add', value }));
    await send('PATCH', `/Groups/${id}`, patchOf({ op: 'replace', value }));
    expect(await membersOf(send, id)).toEqual([user]);
  });

  test('are found by the groups of a user, without a scan', async () => {
    const { send, calls } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user);
    calls.length = 0;
    for (const filter of [
      `members eq "${user}"`,
      `members[value eq "${user}"]`,
      `members.value eq "${user}"`,
    ]) {
      const { body } = await send('GET', `/Groups?filter=${encodeURIComponent(filter)}`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id, members: [{ value: user }] }] });
    }
    expect(calls).not.toContain('listGroups');
    const { body } = await send('GET', '/Groups?filter=members.display sw "a"');
    expect(body['scimType']).toBe('invalidFilter');
  });

  test('decide a filter that names the group as well', async () => {
    const { send, calls } = scimApi();
    const [user, other] = [await createUser(send), await createUser(send, { userName: 'o@example.com' })];
    await send('POST', '/Groups', {
      displayName: 'Developers',
      externalId: 'e1',
      members: [{ value: user }],
    });
    const found = async (filter: string) =>
      (await send('GET', `/Groups?filter=${encodeURIComponent(filter)}`)).body['totalResults'];
    for (const group of ['displayName eq "Developers"', 'externalId eq "e1"']) {
      expect(await found(`${group} and members.value eq "${user}"`)).toBe(1);
      expect(await found(`${group} and members[value eq "${other}"]`)).toBe(0);
      expect(await found(`${group} and members pr`)).toBe(1);
      expect(await found(`${group} and not (members.value eq "${user}")`)).toBe(0);
    }
    calls.length = 0;
    await send('GET', '/Groups?excludedAttributes=members&filter=displayName eq "Developers"');
    expect(calls).toEqual(['findGroups']);
  });

  test('are not read for a list that leaves them out', async () => {
    const { send, calls } = scimApi();
    await createGroup(send, await createUser(send));
    calls.length = 0;
    await send('GET', '/Groups?excludedAttributes=members');
    await send('GET', '/Groups?attributes=displayName');
    expect(calls).toEqual(['listGroups', 'listGroups']);
    const { body } = await send('GET', '/Groups');
    expect(body).toMatchObject({ Resources: [{ members: [{ type: 'User' }] }] });
  });
});

describe('a group', () => {
  test('is created with a location and a version, and exists once by name', async () => {
    const { send } = scimApi();
    const { status, headers, body } = await send('POST', '/Groups', {
      displayName: 'Developers',
      externalId: 'e1',
    });
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      etag: 'W/"1"',
      location: `https://onboarding.example.com/scim/v2/Groups/${String(body['id'])}`,
    });
    expect(body).toMatchObject({ displayName: 'Developers', externalId: 'e1', members: [] });
    const ifNoneMatch = { 'if-none-match': 'W/"1"' };
    expect(await send('GET', `/Groups/${String(body['id'])}`, undefined, ifNoneMatch)).toMatchObject({
      status: 304,
      headers: { etag: 'W/"1"' },
    });
    const again = await send('POST', '/Groups', { displayName: 'developers' });
    expect([again.status, again.body['scimType']]).toEqual([409, 'uniqueness']);
  });

  test('is changed as a whole, or not at all', async () => {
    const { send } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user);
    const members = Array.from({ length: scimLimits.membersOfGroup + 1 }, (_, at) => ({
      value: at.toString(16).padStart(32, '0'),
    }));
    const put = await send('PUT', `/Groups/${id}`, { displayName: 'Platform', members });
    const operations = [
      { op: 'replace', path: 'displayName', value: 'Platform' },
      { op: 'add', path: 'members', value: members },
    ];
    const patch = await send('PATCH', `/Groups/${id}`, patchOf(...operations));
    expect([put.status, patch.status]).toEqual([413, 413]);
    const { body } = await send('GET', `/Groups/${id}`);
    expect(body).toMatchObject({ displayName: 'Developers', members: [{ value: user }] });
    expect(body['meta']).toMatchObject({ version: 'W/"1"' });
  });

  test('has no blanks around its name', async () => {
    const { send } = scimApi();
    const { body } = await send('POST', '/Groups', { displayName: ' Developers ' });
    expect(body['displayName']).toBe('Developers');
    for (const displayName of ['developers', 'DEVELOPERS  ']) {
      const filter = encodeURIComponent(`displayName eq "${displayName}"`);
      expect((await send('GET', `/Groups?filter=${filter}`)).body['totalResults']).toBe(1);
    }
    const blank = await send('PUT', `/Groups/${String(body['id'])}`, { displayName: '  ' });
    expect([blank.status, blank.body['scimType']]).toEqual([400, 'invalidValue']);
  });

  test('is not written if the response cannot be shown as the client wants it', async () => {
    const { send } = scimApi();
    const user = await createUser(send);
    const id = await createGroup(send, user);
    const query = 'attributes=members[type eq "User"]';
    const writes = [
      await send('POST', `/Groups?${query}`, { displayName: 'Platform' }),
      await send('PUT', `/Groups/${id}?${query}`, { displayName: 'Platform', members: [] }),
      await send('PATCH', `/Groups/${id}?${query}`, patchOf({ op: 'remove', path: 'members' })),
    ];
    for (const { status, body } of writes) expect([status, body['scimType']]).toEqual([400, 'invalidPath']);
    expect((await send('GET', '/Groups')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ displayName: 'Developers', members: [{ value: user }] }],
    });
  });

  test('needs a displayName', async () => {
    const { send } = scimApi();
    expect((await send('POST', '/Groups', { members: [] })).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
    });
  });

  test.each([
    ['a rename', { op: 'replace', path: 'displayName', value: 'Platform' }],
    ['a change of members', { op: 'add', path: 'members', value: [] }],
  ])('refuses %s for a version that it no longer has', async (_case, operation) => {
    const { send } = scimApi();
    const user = await createUser(send, ada);
    const id = await createGroup(send);
    await send('PATCH', `/Groups/${id}`, patchOf({ op: 'add', path: 'members', value: [{ value: user }] }));
    const patch = async (tag: string) =>
      (await send('PATCH', `/Groups/${id}`, patchOf(operation), { 'if-match': tag })).status;
    expect([await patch('W/"1", W/"9"'), await patch('W/"2", W/"9"')]).toEqual([412, 200]);
  });
});
