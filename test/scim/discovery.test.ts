import { describe, expect, test } from 'vitest';
import { resourceTypes } from '../../src/scim/schemas/resource-types.ts';
import { ada, createUser, scimApi } from './scim-api.ts';

type Published = {
  readonly id: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly mutability: string;
    readonly required: boolean;
  }[];
};

describe('discovery', () => {
  test('says what is supported', async () => {
    const { status, body } = await scimApi().send('GET', '/ServiceProviderConfig');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 500 },
      sort: { supported: false },
      etag: { supported: true },
      changePassword: { supported: false },
    });
  });

  test.each(['/Schemas', '/ResourceTypes'])('each of %s can be read by its own location', async (path) => {
    const { send } = scimApi();
    const { body } = await send('GET', path);
    const resources = body['Resources'] as { id: string; meta: { location: string } }[];
    expect(resources.length).toBeGreaterThan(1);
    for (const resource of resources) {
      expect(resource.meta.location).toBe(`https://onboarding.example.com/scim/v2${path}/${resource.id}`);
      expect((await send('GET', `${path}/${resource.id}`)).body).toEqual(resource);
    }
  });

  test('the types name schemas that exist', async () => {
    const { send } = scimApi();
    const { body } = await send('GET', '/ResourceTypes');
    for (const { schema, schemaExtensions } of body['Resources'] as {
      schema: string;
      schemaExtensions: { schema: string }[];
    }[]) {
      for (const id of [schema, ...schemaExtensions.map((one) => one.schema)])
        expect((await send('GET', `/Schemas/${id}`)).status).toBe(200);
    }
  });
});

test('what /Schemas lets a client write is kept, and nothing else is', async () => {
  const { send } = scimApi();
  const { body } = await send('GET', '/Schemas');
  const schemas = body['Resources'] as readonly Published[];
  const [user] = resourceTypes;
  const writable = (id: string) =>
    schemas
      .find((schema) => schema.id === id)
      ?.attributes.filter(({ mutability }) => mutability !== 'readOnly')
      .map(({ name }) => name) ?? [];
  const extension = user?.extensions[0]?.id ?? '';
  const values: Record<string, unknown> = {
    active: false,
    name: { givenName: 'Ada' },
    emails: ada.emails,
    roles: [{ value: 'r' }],
    entitlements: [{ value: 'e' }],
    manager: { value: 'm' },
  };
  const valueOf = (name: string) => [name, values[name] ?? `a ${name}`] as const;
  const resource = {
    ...Object.fromEntries(writable(user?.schema.id ?? '').map(valueOf)),
    externalId: 'x1',
    [extension]: Object.fromEntries(writable(extension).map(valueOf)),
  };
  const surplus = {
    password: 'secret',
    phoneNumbers: [{ value: '1' }],
    photos: [],
    shoeSize: 40,
    'urn:example:x': { a: 1 },
  };
  const id = await createUser(send, { ...resource, ...surplus });
  const {
    id: _id,
    meta: _meta,
    schemas: _schemas,
    groups: _groups,
    ...kept
  } = (await send('GET', `/Users/${id}`)).body;
  expect(Object.keys(resource).length).toBeGreaterThan(10);
  expect(kept).toEqual(resource);
});

test('Entra accepts the schema: emails have no part by the name display', async () => {
  const { body } = await scimApi().send('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');
  expect(JSON.stringify(body)).toContain('"emails"');
  const emails = (body['attributes'] as { name: string; subAttributes?: { name: string }[] }[]).find(
    ({ name }) => name === 'emails',
  );
  expect(emails?.subAttributes?.map(({ name }) => name)).toEqual(['value', 'type', 'primary']);
});
