import { describe, expect, test } from 'vitest';
import { ada, createUser, patchOf, scimApi } from '../scim-api.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const access = 'urn:vultr-onboarding:scim:schemas:User';

describe('a user', () => {
  test('is created with an ID, a version, a location and active', async () => {
    const { send } = scimApi();
    const { status, headers, body } = await send('POST', '/Users', ada);
    const location = `https://onboarding.example.com/scim/v2/Users/${String(body['id'])}`;
    expect(status).toBe(201);
    expect(headers).toMatchObject({ location, etag: 'W/"1"' });
    expect(body).toEqual({
      ...ada,
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      active: true,
      groups: [],
      meta: {
        resourceType: 'User',
        created: expect.any(String) as unknown,
        lastModified: expect.any(String) as unknown,
        location,
        version: 'W/"1"',
      },
    });
  });

  test('exists once by name, whatever its letter case', async () => {
    const { send } = scimApi();
    await createUser(send);
    const { status, body } = await send('POST', '/Users', { ...ada, userName: 'ADA@example.com' });
    expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
  });

  test('is found by every spelling of the name that it was created with', async () => {
    const { send } = scimApi();
    const id = await createUser(send, { userName: ' zo\u00eb@example.com ' });
    expect((await send('GET', `/Users/${id}`)).body['userName']).toBe('zo\u00eb@example.com');
    for (const userName of ['zo\u00eb@example.com', 'ZOE\u0308@example.com ']) {
      expect((await send('POST', '/Users', { userName })).status).toBe(409);
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      const { body } = await send('GET', `/Users?filter=${filter}`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
  });

  test('is found by an email to which no email can be sent', async () => {
    const { send, calls } = scimApi();
    const id = await createUser(send, { ...ada, emails: [{ value: 'carol@corp', type: 'work' }] });
    for (const filter of ['emails[type eq "work"].value eq "Carol@corp"', 'emails.value sw "carol@"']) {
      const { body } = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
    expect(calls.filter((call) => call === 'listUsers')).toHaveLength(1);
  });

  test('is found by its schemas', async () => {
    const { send } = scimApi();
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    await createUser(send);
    const user = { userName: 'grace@example.com', [enterprise]: { department: 'Compilers' } };
    const id = await createUser(send, user);
    const found = async (filter: string) => (await send('GET', `/Users?filter=${filter}`)).body;
    expect((await found('schemas pr'))['totalResults']).toBe(2);
    expect((await found(`schemas eq "${core}"`))['totalResults']).toBe(2);
    expect((await found(`schemas eq "${access}"`))['totalResults']).toBe(2);
    expect(await found(`schemas eq "${enterprise}"`)).toMatchObject({
      totalResults: 1,
      Resources: [{ id, schemas: [core, enterprise] }],
    });
    const { body } = await send('GET', `/Users/${id}?excludedAttributes=department`);
    expect(body['schemas']).toEqual([core]);
  });

  test('shows where it stands only if the client asks for it', async () => {
    const { send } = scimApi();
    const id = await createUser(send);
    const plain = await send('GET', `/Users/${id}`);
    expect(plain.body).not.toHaveProperty([access]);
    expect(plain.body['schemas']).toEqual([core]);
    const asked = await send('GET', `/Users/${id}?attributes=userName,${access}:state`);
    expect(asked.body).toEqual({
      schemas: [core, access],
      id,
      userName: 'ada@example.com',
      [access]: { state: 'awaiting_group' },
    });
    const all = await send('GET', `/Users/${id}?attributes=${access}`);
    expect(Object.keys(all.body[access] as object).toSorted()).toEqual(['accessRoles', 'since', 'state']);
  });

  test('keeps its roles in the extension, and no state that a client sends', async () => {
    const { send } = scimApi();
    const id = await createUser(send, { ...ada, [access]: { role: 'developers', state: 'access' } });
    const { body } = await send('GET', `/Users/${id}`);
    expect(body).toMatchObject({ schemas: [core, access], [access]: { role: 'developers' } });
    const asked = await send('GET', `/Users/${id}?attributes=${access}:state`);
    expect(asked.body[access]).toEqual({ state: 'awaiting_group' });
  });

  test('shows its groups', async () => {
    const { send } = scimApi();
    const id = await createUser(send);
    const group = await send('POST', '/Groups', { displayName: 'Developers', members: [{ value: id }] });
    const groupId = String(group.body['id']);
    expect((await send('GET', `/Users/${id}`)).body['groups']).toEqual([
      {
        value: groupId,
        $ref: `https://onboarding.example.com/scim/v2/Groups/${groupId}`,
        display: 'Developers',
        type: 'direct',
      },
    ]);
  });

  test('is not there once it is deleted, and can be created again', async () => {
    const { send } = scimApi();
    const id = await createUser(send);
    expect((await send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await send('GET', `/Users/${id}`)).status).toBe(404);
    expect((await send('DELETE', `/Users/${id}`)).status).toBe(404);
    expect(await createUser(send)).toBe(id);
  });
});

describe('a version', () => {
  test('lets a client read only what has changed', async () => {
    const { send } = scimApi();
    const id = await createUser(send);
    const read = (tag: string) => send('GET', `/Users/${id}`, undefined, { 'if-none-match': tag });
    expect(await read('W/"1"')).toMatchObject({ status: 304, headers: { etag: 'W/"1"' } });
    expect((await read('W/"0", "1"')).status).toBe(304);
    expect((await read('W/"2"')).status).toBe(200);
    expect((await read('W/"11"')).status).toBe(200);
  });

  test.each(['PUT', 'PATCH', 'DELETE'] as const)('that is not the newest makes a %s 412', async (method) => {
    const { send } = scimApi();
    const id = await createUser(send);
    await send('PUT', `/Users/${id}`, { ...ada, title: 'Countess' });
    const body = { PUT: ada, PATCH: patchOf({ op: 'replace', value: { title: 'x' } }), DELETE: undefined }[
      method
    ];
    const write = async (tag: string) =>
      (await send(method, `/Users/${id}`, body, { 'if-match': tag })).status;
    expect(await write('W/"1"')).toBe(412);
    expect(await write('"other"')).toBe(412);
    expect(await write('W/"1", W/"9"')).toBe(412);
    expect((await send('GET', `/Users/${id}`)).body['title']).toBe('Countess');
    expect(await write(method === 'PATCH' ? '*' : 'W/"2"')).toBe(method === 'DELETE' ? 204 : 200);
  });

  test.each(['PUT', 'PATCH', 'DELETE'] as const)('may be one of several for a %s', async (method) => {
    const { send } = scimApi();
    const id = await createUser(send);
    const body = { PUT: ada, PATCH: patchOf({ op: 'remove', path: 'title' }), DELETE: undefined }[method];
    const { status } = await send(method, `/Users/${id}`, body, { 'if-match': 'W/"1", "other", W/"9"' });
    expect(status).toBe(method === 'DELETE' ? 204 : 200);
  });
});

describe('a PUT', () => {
  test('without active keeps it, and with it sets it', async () => {
    const { send } = scimApi();
    const id = await createUser(send, { ...ada, active: false });
    const put = async (body: object) =>
      (await send('PUT', `/Users/${id}`, { ...ada, ...body })).body['active'];
    expect(await put({})).toBe(false);
    expect(await put({ active: null })).toBe(false);
    expect(await put({ active: 'True' })).toBe(true);
    expect(await put({})).toBe(true);
  });

  test('replaces everything else', async () => {
    const { send } = scimApi();
    const id = await createUser(send, { ...ada, title: 'Countess', nickName: 'A' });
    const { body } = await send('PUT', `/Users/${id}`, { userName: 'ada@example.com', title: 'Engineer' });
    expect(body).toMatchObject({ title: 'Engineer', userName: 'ada@example.com' });
    for (const gone of ['nickName', 'name', 'emails', 'externalId']) expect(body).not.toHaveProperty(gone);
  });
});

describe('active', () => {
  test.each([
    { op: 'replace', value: { active: null, title: 'x' } },
    { op: 'replace', value: { active: '' } },
    { op: 'replace', path: 'active', value: null },
    { op: 'Replace', path: 'active', value: '' },
    { op: 'add', path: 'active', value: null },
    { op: 'remove', path: 'active' },
  ])('stays false after %j', async (operation) => {
    const { send, people } = scimApi();
    const id = await createUser(send, { ...ada, active: false });
    const { status, body } = await send('PATCH', `/Users/${id}`, patchOf(operation));
    expect([status, body['active']]).toEqual([200, false]);
    expect((await people.getUser(id))?.resource['active']).toBe(false);
  });

  test('is what a PATCH sets it to after it has removed it', async () => {
    const { send } = scimApi();
    const id = await createUser(send, { ...ada, active: false });
    const operations = [
      { op: 'remove', path: 'active' },
      { op: 'add', path: 'active', value: 'True' },
    ];
    expect((await send('PATCH', `/Users/${id}`, patchOf(...operations))).body['active']).toBe(true);
  });

  test('leads to no new version if neither the store nor the client has it', async () => {
    const { send, people } = scimApi();
    const { id } = await people.createUser({ userName: 'ada@example.com' });
    const put = await send('PUT', `/Users/${id}`, { userName: 'ada@example.com' });
    const patch = await send('PATCH', `/Users/${id}`, patchOf({ op: 'remove', path: 'active' }));
    expect([put.headers['etag'], patch.headers['etag']]).toEqual(['W/"1"', 'W/"1"']);
  });
});

test.each(['attributes=emails[type eq "work"]', 'excludedAttributes=a b', 'attributes=userName,emails[type'])(
  'a write with the parameter %s is refused, and changes nothing',
  async (query) => {
    const { send, people, calls } = scimApi();
    const id = await createUser(send);
    calls.length = 0;
    const writes = [
      await send('POST', `/Users?${query}`, { userName: 'grace@example.com' }),
      await send('PUT', `/Users/${id}?${query}`, { ...ada, title: 'Countess' }),
      await send('PATCH', `/Users/${id}?${query}`, patchOf({ op: 'add', path: 'title', value: 'Countess' })),
    ];
    for (const { status, body } of writes) expect([status, body['scimType']]).toEqual([400, 'invalidPath']);
    expect(calls).toEqual([]);
    expect((await people.getUser(id))?.version).toBe(1);
  },
);

test('a PATCH with a key that is no name changes the others', async () => {
  const { send } = scimApi();
  const id = await createUser(send);
  const value = { 'custom attr': 'x', 'a.b.c': 'x', title: 'Countess' };
  const { status, body } = await send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }));
  expect([status, body['title']]).toEqual([200, 'Countess']);
});

test('a PATCH of a user has at most 500 operations, those of its objects included', async () => {
  const { send } = scimApi();
  const id = await createUser(send);
  const operation = { op: 'replace', value: { title: 'Countess', nickName: 'A' } };
  const patch = async (count: number) =>
    (await send('PATCH', `/Users/${id}`, patchOf(...Array.from({ length: count }, () => operation)))).status;
  expect([await patch(250), await patch(251)]).toEqual([200, 413]);
});

test('a PATCH that would remove the userName is refused, and changes nothing', async () => {
  const { send } = scimApi();
  const id = await createUser(send);
  const patch = patchOf({ op: 'replace', path: 'title', value: 'x' }, { op: 'remove', path: 'userName' });
  expect((await send('PATCH', `/Users/${id}`, patch)).body).toMatchObject({
    status: '400',
    scimType: 'invalidValue',
  });
  expect((await send('GET', `/Users/${id}`)).body).not.toHaveProperty('title');
});

async function withUsers(count: number) {
  const api = scimApi();
  for (let index = 0; index < count; index += 1)
    await createUser(api.send, {
      userName: `user${index}@example.com`,
      title: index % 2 === 0 ? 'even' : 'odd',
    });
  return api;
}
const names = (body: Record<string, unknown>) =>
  (body['Resources'] as { userName: string }[]).map(({ userName }) => userName.split('@')[0]);

describe('a list', () => {
  test('has pages that join up, in the order of creation', async () => {
    const { send } = await withUsers(5);
    const page = async (query: string) => (await send('GET', `/Users?${query}`)).body;
    const first = await page('startIndex=1&count=2');
    expect(first).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 2 });
    expect(names(first)).toEqual(['user0', 'user1']);
    expect(names(await page('startIndex=3&count=2'))).toEqual(['user2', 'user3']);
    expect(names(await page('startIndex=5&count=2'))).toEqual(['user4']);
    expect(await page('startIndex=6&count=2')).toMatchObject({
      totalResults: 5,
      itemsPerPage: 0,
      Resources: [],
    });
    expect(await page('count=0')).toMatchObject({ totalResults: 5, Resources: [] });
    expect(await page('startIndex=0&count=-3')).toMatchObject({
      startIndex: 1,
      totalResults: 5,
      itemsPerPage: 0,
    });
    expect(names(await page('filter=title eq "odd"&startIndex=2'))).toEqual(['user3']);
    expect((await page('count=ten'))['scimType']).toBe('invalidValue');
  });

  test('never touches the snapshot for a filter that names one user', async () => {
    const { send, calls } = await withUsers(1);
    const id = String(
      (
        (await send('GET', '/Users?filter=userName eq "user0@example.com"')).body['Resources'] as {
          id: string;
        }[]
      )[0]?.id,
    );
    for (const filter of [
      `id eq "${id}"`,
      'externalId eq "x"',
      'emails.value eq "x"',
      `id eq "${id}" and active eq true`,
    ])
      expect((await send('GET', `/Users?filter=${encodeURIComponent(filter)}`)).status).toBe(200);
    expect(calls).not.toContain('listUsers');
    await send('GET', '/Users?filter=title pr');
    expect(calls).toContain('listUsers');
  });

  test('has the attributes that the client wants', async () => {
    const { send } = await withUsers(1);
    const first = async (query: string) =>
      ((await send('GET', `/Users?${query}`)).body['Resources'] as object[])[0] ?? {};
    expect(Object.keys(await first('attributes=userName')).toSorted()).toEqual(['id', 'schemas', 'userName']);
    expect(Object.keys(await first('attributes=unknown')).toSorted()).toEqual(['id', 'schemas']);
    expect(await first('excludedAttributes=title,meta,id,schemas')).toEqual({
      schemas: [core],
      id: expect.any(String) as unknown,
      userName: 'user0@example.com',
      active: true,
      groups: [],
    });
    expect(await first('attributes=meta.resourceType')).toMatchObject({ meta: { resourceType: 'User' } });
    expect(
      await first(
        'attributes=meta&excludedAttributes=meta.created,meta.lastModified,meta.location,meta.version',
      ),
    ).toMatchObject({
      meta: { resourceType: 'User' },
    });
  });

  test('of a filter that cannot be read is 400 and never empty', async () => {
    const { send } = await withUsers(1);
    for (const filter of ['userName eq', 'shoeSize eq 1', 'x']) {
      const { status, body } = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([status, body['scimType']]).toEqual([400, 'invalidFilter']);
    }
  });
});
