import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createScimClient, type ScimResponse } from '../../src/cli/scim-try/client.ts';
import { serviceUserSchema } from '../../src/contract/scim/resolve-target.ts';

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** As many as a page of SCIM has at most. */
const pageSize = 500;
/** How long to wait after a request without a response. */
const pauseMs = 1_000;

const resource = z.object({ id: z.string() });
const list = z.object({ totalResults: z.number(), Resources: z.array(z.unknown()) });

const provisionedUser = z
  .object({
    id: z.string(),
    userName: z.string(),
    [serviceUserSchema]: z.object({
      state: z.string(),
      flowId: z.string().optional(),
      detail: z.string().optional(),
      accessRoles: z.array(z.string()),
    }),
  })
  .transform(({ id, userName, [serviceUserSchema]: access }) => ({ id, userName, ...access }));

/** A user as SCIM lists it, with how far their access is. */
export type ProvisionedUser = z.output<typeof provisionedUser>;

type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
};

/** Provisions as Entra does. Every method throws an error for a response that no repetition can change. */
export type IdentityProvider = {
  /** Returns the `id`; the one of the existing user if an earlier creation was carried out without a response. */
  readonly createUser: (email: string, more?: object) => Promise<string>;
  readonly createGroup: (displayName: string) => Promise<string>;
  readonly changeMembers: (
    groupId: string,
    op: 'Add' | 'Remove',
    userIds: readonly string[],
  ) => Promise<void>;
  readonly updateUser: (id: string, path: string, value: string) => Promise<void>;
  readonly removeUser: (id: string) => Promise<void>;
  /** The `id`s of the users by this name: none or one. */
  readonly findUsers: (userName: string) => Promise<string[]>;
  /** All users, page by page, with how far their access is. */
  readonly listUsers: () => Promise<ProvisionedUser[]>;
};

/**
 * Creates an identity provider that sends its requests to several APIs in turn. It repeats a request without a response, and
 * one with a 503, after the time that the response names.
 *
 * @param urls the base URLs of SCIM
 */
export function createIdentityProvider(urls: readonly string[], token: string): IdentityProvider {
  const clients = urls.map((url) => createScimClient(url, token));
  let sent = 0;

  async function send(
    { method, path, body }: Request,
    ...expected: readonly number[]
  ): Promise<ScimResponse> {
    for (;;) {
      const client = clients[sent++ % clients.length];
      const response = await client?.(method, path, body === undefined ? {} : { body }).catch(
        () => undefined,
      );
      if (response !== undefined && expected.includes(response.status)) return response;
      if (response !== undefined && response.status !== 503)
        throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(response.body)}`);
      await sleep(Number(response?.headers.get('retry-after') ?? 0) * 1_000 || pauseMs);
    }
  }

  async function find(type: 'Users' | 'Groups', filter: string): Promise<string[]> {
    const { body } = await send(
      { method: 'GET', path: `/${type}?filter=${encodeURIComponent(filter)}` },
      200,
    );
    return list.parse(body).Resources.map((one) => resource.parse(one).id);
  }

  /** A name that is taken is that of an earlier creation whose response was lost. */
  async function create(type: 'Users' | 'Groups', body: object, filter: string): Promise<string> {
    for (;;) {
      const response = await send({ method: 'POST', path: `/${type}`, body }, 201, 409);
      if (response.status === 201) return resource.parse(response.body).id;
      const [id] = await find(type, filter);
      if (id !== undefined) return id;
    }
  }

  async function patch(path: string, operation: object): Promise<void> {
    await send({ method: 'PATCH', path, body: { schemas: [patchSchema], Operations: [operation] } }, 200);
  }

  return {
    createUser(email, more = {}) {
      const user = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        externalId: `external-${email}`,
        userName: email,
        active: true,
        emails: [{ primary: true, type: 'work', value: email }],
        name: { formatted: 'Ada Example', familyName: 'Example', givenName: 'Ada' },
        ...more,
      };
      return create('Users', user, `userName eq ${JSON.stringify(email)}`);
    },
    createGroup(displayName) {
      const group = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        externalId: `external-${displayName}`,
        displayName,
      };
      return create('Groups', group, `displayName eq ${JSON.stringify(displayName)}`);
    },
    changeMembers: (groupId, op, userIds) =>
      patch(`/Groups/${groupId}`, {
        op,
        path: 'members',
        value: userIds.map((value) => ({ $ref: null, value })),
      }),
    updateUser: (id, path, value) => patch(`/Users/${id}`, { op: 'Replace', path, value }),
    async removeUser(id) {
      await send({ method: 'DELETE', path: `/Users/${id}` }, 204, 404);
    },
    findUsers: (userName) => find('Users', `userName eq ${JSON.stringify(userName)}`),
    async listUsers() {
      const attributes = `userName,${serviceUserSchema}`;
      const users: ProvisionedUser[] = [];
      for (;;) {
        const path = `/Users?startIndex=${users.length + 1}&count=${pageSize}&attributes=${attributes}`;
        const { totalResults, Resources } = list.parse((await send({ method: 'GET', path }, 200)).body);
        users.push(...Resources.map((one) => provisionedUser.parse(one)));
        if (users.length >= totalResults || Resources.length === 0) return users;
      }
    },
  };
}
