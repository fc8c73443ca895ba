import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { scopes } from '../../src/contract/config/api-key.ts';
import { PeopleError, type PeopleErrorCode } from '../../src/people/people-error.ts';
import { apiKey, apiOver, keysOf } from '../api/fake-onboardings.ts';
import { peopleInMemory } from './people-in-memory.ts';
import { ada, createUser, patchOf, scimApi, scimKey } from './scim-api.ts';

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
const long = (bytes: number) => ({ ...ada, displayName: 'x'.repeat(bytes) });
const identityUnavailable = new ProblemError('identity_unavailable', 'It cannot be reached.');
const unknownId = '0123456789abcdef'.repeat(2);

/** The form that every error has, whatever its cause. */
function scimError(status: number, scimType?: string) {
  return {
    status,
    headers: {
      'content-type': 'application/scim+json; charset=utf-8',
      'cache-control': 'no-store',
    },
    body: {
      schemas: [errorSchema],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: expect.stringMatching(/\.$/) as unknown,
    },
  };
}

describe('without SCIM in the configuration', () => {
  test('there is nothing under its path', async () => {
    expect((await apiOver().app.inject('/scim/v2/Users')).statusCode).toBe(404);
  });
});

describe('authentication', () => {
  test.each(['/Users', '/Groups', '/Schemas', '/ServiceProviderConfig', '/nothing'])(
    'GET %s without a key is 401 with a challenge',
    async (path) => {
      const response = await scimApi().send('GET', path, undefined, { authorization: '' });
      expect(response).toMatchObject(scimError(401));
      expect(response.headers['www-authenticate']).toBe('Bearer realm="onboarding"');
    },
  );

  test('a wrong key is 401 with a challenge that says so', async () => {
    const response = await scimApi().send('GET', '/Users', undefined, { authorization: 'Bearer wrong' });
    expect(response).toMatchObject(scimError(401));
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  test.each(scopes.filter((scope) => scope !== 'provision'))('the scope %s is not enough', async (scope) => {
    const keys = keysOf(`hr/${scope}:${apiKey.secret}`);
    const { send } = scimApi({ authenticate: createAuthenticate(() => keys) });
    const response = await send('GET', '/Users', undefined, { authorization: `Bearer ${apiKey.secret}` });
    expect(response).toMatchObject(scimError(403));
    expect(response.headers['www-authenticate']).toContain('scope="onboardings:provision"');
  });

  test('a key without named scopes is none of an identity provider', async () => {
    const keys = keysOf(`hr:${apiKey.secret}`);
    const { send } = scimApi({ authenticate: createAuthenticate(() => keys) });
    expect(
      (await send('GET', '/Users', undefined, { authorization: `Bearer ${apiKey.secret}` })).status,
    ).toBe(403);
  });

  test('the key of an identity provider opens nothing else', async () => {
    const { app } = scimApi();
    const headers = { authorization: `Bearer ${scimKey}` };
    for (const url of ['/v1/onboardings', '/v1/people', '/v1/brake', '/v1/nothing'])
      expect((await app.inject({ url, headers })).statusCode).toBe(403);
    expect((await app.inject({ method: 'POST', url: '/v1/onboardings', headers })).statusCode).toBe(403);
  });

  test('a key counts from the moment it is there, and no longer than that', async () => {
    let keys = keysOf(`okta/provision:${scimKey}`);
    const { send } = scimApi({ authenticate: createAuthenticate(() => keys) });
    const next = { authorization: 'Bearer the-next-secret-of-the-provider' };
    expect((await send('GET', '/Users')).status).toBe(200);
    expect((await send('GET', '/Users', undefined, next)).status).toBe(401);
    keys = keysOf(`okta/provision:${scimKey},okta-next/provision:the-next-secret-of-the-provider`);
    expect((await send('GET', '/Users', undefined, next)).status).toBe(200);
    keys = keysOf('okta-next/provision:the-next-secret-of-the-provider');
    expect((await send('GET', '/Users')).status).toBe(401);
  });
});

describe('errors', () => {
  test.each([
    ['GET', '/Users/'.concat(unknownId)],
    ['GET', '/Users/ada@example.com'],
    ['PUT', '/Users/'.concat(unknownId)],
    ['PATCH', '/Users/'.concat(unknownId)],
    ['DELETE', '/Users/'.concat(unknownId)],
    ['GET', '/Groups/'.concat(unknownId)],
    ['GET', '/Groups/x'],
    ['DELETE', '/Groups/'.concat(unknownId)],
    ['GET', '/Schemas/urn:example'],
    ['GET', '/ResourceTypes/Device'],
    ['GET', '/Devices'],
    ['GET', ''],
  ] as const)('%s %s is 404', async (method, path) => {
    const body = method === 'PATCH' ? patchOf({ op: 'replace', path: 'active', value: false }) : ada;
    const { send } = scimApi();
    expect(await send(method, path, method === 'PUT' || method === 'PATCH' ? body : undefined)).toMatchObject(
      scimError(404),
    );
  });

  test.each([
    ['an ID that cannot be decoded', '/Users/%E0%A4%A', scimError(400, 'invalidSyntax')],
    ['a resource that cannot be decoded', '/%FF', scimError(400, 'invalidSyntax')],
    ['a long ID', `/Users/${'f'.repeat(101)}`, scimError(404)],
    ['an ID as long as a path can be', `/Groups/${'f'.repeat(16_000)}`, scimError(404)],
  ])('a path with %s is refused in the form of SCIM, and needs a key', async (_case, path, expected) => {
    const { send } = scimApi();
    expect(await send('GET', path)).toMatchObject(expected);
    expect(await send('DELETE', path)).toMatchObject(expected);
    const unknown = await send('GET', path, undefined, { authorization: 'Bearer wrong' });
    expect(unknown).toMatchObject(scimError(401));
    expect(unknown.headers['www-authenticate']).toContain('error="invalid_token"');
    const unavailable = scimApi({ authenticate: () => Promise.reject(identityUnavailable) });
    expect(await unavailable.send('GET', path)).toMatchObject(scimError(503));
  });

  test('a path of the rest of the API that cannot be decoded has no error of SCIM', async () => {
    const { app } = scimApi();
    for (const url of ['/v1/people/%FF', '/scim/v2x/%FF'])
      expect((await app.inject({ url })).headers['content-type']).toContain('application/problem+json');
    const withoutScim = await apiOver().app.inject('/scim/v2/Users/%FF');
    expect(withoutScim.headers['content-type']).toContain('application/problem+json');
  });

  test.each([
    ['DELETE', '/Users', 'GET, HEAD, POST'],
    ['POST', `/Users/${unknownId}`, 'DELETE, GET, HEAD, PATCH, PUT'],
    ['PATCH', '/Groups', 'GET, HEAD, POST'],
    ['POST', '/Schemas', 'GET, HEAD'],
    ['DELETE', '/ServiceProviderConfig', 'GET, HEAD'],
    ['PUT', '/ResourceTypes', 'GET, HEAD'],
  ] as const)('%s %s is 405, with the methods that are allowed', async (method, path, allowed) => {
    const response = await scimApi().send(method, path);
    expect(response).toMatchObject(scimError(405));
    expect(response.headers['allow']).toBe(allowed);
  });

  test.each([
    ['POST', '/Bulk'],
    ['GET', '/Me'],
    ['PATCH', '/Me'],
    ['POST', '/.search'],
  ] as const)('%s %s is 501', async (method, path) => {
    expect(await scimApi().send(method, path, method === 'GET' ? undefined : {})).toMatchObject(
      scimError(501),
    );
  });

  test.each(['ServiceProviderConfig', 'Schemas', 'ResourceTypes'])('a filter of /%s is 403', async (path) => {
    expect(await scimApi().send('GET', `/${path}?filter=id%20pr`)).toMatchObject(scimError(403));
  });

  test.each([
    ['no JSON', 'hello', 'invalidSyntax'],
    ['half of JSON', '{"userName":', 'invalidSyntax'],
    ['a list', '[]', 'invalidSyntax'],
    ['a text', '"ada"', 'invalidSyntax'],
    ['a key that could reach a prototype', '{"__proto__":{"active":true}}', 'invalidSyntax'],
    ['no userName', '{"displayName":"Ada"}', 'invalidValue'],
    ['an empty userName', '{"userName":""}', 'invalidValue'],
    ['no address', '{"userName":"ada"}', 'invalidValue'],
    ['no boolean', '{"userName":"ada@example.com","active":"maybe"}', 'invalidValue'],
    ['a name that is a text', '{"userName":"ada@example.com","name":"Ada"}', 'invalidValue'],
    ['a title that is an object', '{"userName":"ada@example.com","title":{"a":1}}', 'invalidValue'],
  ])('a POST of a user with %s is 400', async (_case, body, scimType) => {
    const { send, people } = scimApi();
    expect(await send('POST', '/Users', body)).toMatchObject(scimError(400, scimType));
    expect(await people.listUsers()).toEqual([]);
  });

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"value":', '}'],
    ['lists of objects', '[{"value":', '}]'],
  ])('%s within each other, thousands deep, are 400', async (_case, open, close) => {
    const { send } = scimApi();
    const id = await createUser(send);
    const deep = `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    for (const name of ['title', 'active', 'emails', 'manager']) {
      const user = `{"userName":"deep@example.com","${name}":${deep}}`;
      expect(await send('POST', '/Users', user)).toMatchObject(scimError(400, 'invalidValue'));
      const patch = `{"Operations":[{"op":"add","path":"${name}","value":${deep}}]}`;
      expect(await send('PATCH', `/Users/${id}`, patch)).toMatchObject(scimError(400, 'invalidValue'));
    }
    const group = `{"displayName":"Deep","members":${deep}}`;
    expect(await send('POST', '/Groups', group)).toMatchObject(scimError(400, 'invalidValue'));
  });

  test('a POST without a body is 400', async () => {
    expect(await scimApi().send('POST', '/Users')).toMatchObject(scimError(400, 'invalidSyntax'));
  });

  test('a body of another type is 415', async () => {
    const response = await scimApi().send('POST', '/Users', 'userName: ada', { 'content-type': 'text/yaml' });
    expect(response).toMatchObject(scimError(415));
    expect(response.body['detail']).toContain('application/scim+json');
  });

  test.each(['application/json', 'application/scim+json; charset=utf-8', 'Application/SCIM+JSON'])(
    'a body of the type %s is read',
    async (type) => {
      const response = await scimApi().send('POST', '/Users', JSON.stringify(ada), { 'content-type': type });
      expect(response.status).toBe(201);
    },
  );

  test('a body above the limit is 413, for a group only above 4 MiB', async () => {
    const { send } = scimApi();
    expect(await send('POST', '/Users', long(300_000))).toMatchObject(scimError(413));
    expect(
      (await send('POST', '/Groups', { displayName: 'g', members: [], note: 'x'.repeat(3_000_000) })).status,
    ).toBe(201);
    expect(await send('POST', '/Groups', long(4_200_000))).toMatchObject(scimError(413));
  });

  test('a caller that sends too much gets 429 with Retry-After', async () => {
    const { send } = scimApi({ requestsPerSecond: 2 });
    const responses = await Promise.all(Array.from({ length: 6 }, () => send('GET', '/Users')));
    const rejected = responses.filter(({ status }) => status === 429);
    expect(rejected.length).toBeGreaterThan(0);
    for (const response of rejected) {
      expect(response).toMatchObject(scimError(429));
      expect(response.headers['retry-after']).toBe('1');
    }
  });

  const ofPeople: readonly (readonly [PeopleErrorCode, number, string | undefined])[] = [
    ['uniqueness', 409, 'uniqueness'],
    ['name_reserved', 409, 'uniqueness'],
    ['not_found', 404, undefined],
    ['version_mismatch', 412, undefined],
    ['busy', 503, undefined],
    ['too_many', 400, 'tooMany'],
    ['too_large', 413, undefined],
    ['no_address', 400, 'invalidValue'],
  ];
  test.each(ofPeople)('%s of the store is %i', async (code, status, scimType) => {
    const fail = async () => {
      throw new PeopleError(code, 'A reason, and what to do.');
    };
    const people = { ...peopleInMemory(), createUser: fail, listUsers: fail };
    const { send } = scimApi({ scim: { people } });
    const response = await send('POST', '/Users', ada);
    expect(response).toMatchObject(scimError(status, scimType));
    expect(response.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
  });

  test.each([
    ['temporal_unavailable', 503],
    ['worker_unavailable', 503],
    ['unreadable', 500],
  ] as const)('%s is %i and no mistake of the caller', async (code, status) => {
    const fail = async () => {
      throw new ProblemError(code, 'It cannot be reached.', { retryAfterSeconds: 7 });
    };
    const { send, logLines } = scimApi({ scim: { people: { ...peopleInMemory(), getUser: fail } } });
    const response = await send('GET', `/Users/${unknownId}`);
    expect(response).toMatchObject(scimError(status));
    expect(response.headers['retry-after']).toBe(status === 503 ? '7' : undefined);
    expect(logLines.join()).toContain(`code: '${code}'`);
  });

  test('what nobody has foreseen is 500, with its cause in the log and not in the response', async () => {
    const people = {
      ...peopleInMemory(),
      getUser: () => Promise.reject(new Error('the secret of the house')),
    };
    const { send, logLines } = scimApi({ scim: { people } });
    const response = await send('GET', `/Users/${unknownId}`);
    expect(response).toMatchObject(scimError(500));
    expect(JSON.stringify(response.body)).not.toContain('secret of the house');
    expect(logLines.join()).toContain('secret of the house');
  });
});

describe('over a socket', () => {
  test('errors have their form there, too', async () => {
    const { app } = scimApi();
    onTestFinished(() => app.close());
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${url}/scim/v2/Users/`, {
      method: 'PROPFIND',
      headers: { authorization: `Bearer ${scimKey}` },
    });
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ schemas: [errorSchema], status: '405' });
  });
});

test('requests are counted by key, resource, method and status, without IDs', async () => {
  const { app, send } = scimApi();
  const id = await createUser(send);
  await send('GET', `/Users/${id}`);
  await send('GET', '/Users/nobody');
  await send('GET', '/nothing');
  await send('GET', '/Groups', undefined, { authorization: '' });
  const { body } = await app.inject('/metrics');
  const lines = body.split('\n').filter((line) => line.startsWith('onboarding_scim_requests_total{'));
  expect(lines.toSorted()).toEqual([
    'onboarding_scim_requests_total{caller="okta",resource="Users",method="GET",status="200"} 1',
    'onboarding_scim_requests_total{caller="okta",resource="Users",method="GET",status="404"} 1',
    'onboarding_scim_requests_total{caller="okta",resource="Users",method="POST",status="201"} 1',
    'onboarding_scim_requests_total{caller="okta",resource="none",method="GET",status="404"} 1',
    'onboarding_scim_requests_total{caller="unknown",resource="Groups",method="GET",status="401"} 1',
  ]);
});

test('the log names no person', async () => {
  const { send, logLines } = scimApi();
  const id = await createUser(send);
  await send('GET', '/Users?filter=userName%20eq%20%22ada@example.com%22');
  await send('GET', '/Users/ada@example.com');
  await send('POST', '/Users', ada);
  await send('POST', '/Groups', {
    displayName: 'Secret Project',
    members: [{ value: 'ada@example.com' }, { value: id }],
  });
  expect(logLines.length).toBeGreaterThan(4);
  expect(logLines.join()).toContain('count: 1');
  expect(logLines.join()).not.toMatch(/ada|Lovelace|Secret Project/);
});

test('SCIM is not part of the OpenAPI description', async () => {
  const { body } = await scimApi().app.inject('/openapi.json');
  expect(body).toContain('/v1/onboardings');
  expect(body).not.toContain('/scim');
});
