import { createAuthenticate } from '../../src/auth/authenticate.ts';
import type { ServerOptions } from '../../src/api/server.ts';
import { apiOver, keysOf } from '../api/fake-onboardings.ts';
import { peopleInMemory, type PeopleCalls } from './people-in-memory.ts';

export const scimKey = 'secret-of-the-identity-provider';
const publicUrl = 'https://onboarding.example.com';

type Body = Readonly<Record<string, unknown>>;

/** What came back: the status, the headers, and the body if it is JSON. */
export type ScimResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
};

export type Send = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Body | string,
  headers?: Readonly<Record<string, string>>,
) => Promise<ScimResponse>;

/** The API with SCIM over a store in memory, and a function that sends a request as an identity provider. */
export function scimApi(
  options: Partial<Omit<ServerOptions, 'scim'>> & { scim?: Partial<ServerOptions['scim']> } = {},
) {
  const calls: PeopleCalls = [];
  const people = options.scim?.people ?? peopleInMemory(calls);
  const keys = keysOf(`okta/provision:${scimKey},hr:another-secret-of-the-hr-system`);
  const { app, logLines } = apiOver(
    {},
    {
      authenticate: createAuthenticate(() => keys),
      ...options,
      scim: { publicUrl, ...options.scim, people },
    },
  );
  const send: Send = async (method, path, body, headers = {}) => {
    const response = await app.inject({
      method,
      url: `/scim/v2${path}`,
      headers: {
        authorization: `Bearer ${scimKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : {} };
  };
  return { app, send, people, calls, logLines };
}

export const ada = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada@example.com',
  externalId: '00u1',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
};

/** Creates a user and returns their ID. */
export async function createUser(send: Send, user: Body = ada): Promise<string> {
  const { status, body } = await send('POST', '/Users', user);
  if (status !== 201) throw new Error(`a user was not created: ${JSON.stringify(body)}`);
  return String(body['id']);
}

export function patchOf(...operations: readonly unknown[]): Body {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
