import { randomUUID } from 'node:crypto';
import type { ScimClient } from './client.ts';
import { expectStatus, expectValue, Unexpected } from './expect.ts';

export type Trial = ReturnType<typeof createTrial>;

/**
 * The user and the group of a trial. The user is inactive from the beginning, the address belongs to nobody, and no file of
 * roles names the group, so nobody is invited, whatever the service does.
 */
export function createTrial(send: ScimClient) {
  const label = `scim-try-${randomUUID()}`;
  const userName = `${label}@example.com`;
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    active: false,
    emails: [{ value: userName, type: 'work', primary: true }],
  };
  const ids: { user?: string; group?: string } = {};

  function idOf(kind: 'user' | 'group'): string {
    const id = ids[kind];
    if (id === undefined) throw new Unexpected(`there is no ${kind} to try it with`);
    return id;
  }
  async function create(kind: 'user' | 'group', path: string, body: object): Promise<void> {
    const response = await send('POST', path, { body });
    expectStatus(response, 201);
    const { id } = response.body;
    if (typeof id !== 'string') throw new Unexpected('what was created has no id');
    ids[kind] = id;
    if (kind === 'user') expectValue('active', response.body['active'], false);
  }
  const userPath = () => `/Users/${idOf('user')}`;
  const groupPath = () => `/Groups/${idOf('group')}`;

  return {
    label,
    user,
    userId: () => idOf('user'),
    userPath,
    groupPath,
    createUser: () => create('user', '/Users', user),
    createGroup: () =>
      create('group', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: label,
        members: [{ value: idOf('user') }, { value: 'f'.repeat(32) }],
      }),
    /** Counts the users by the name of the trial. */
    async countByName(): Promise<unknown> {
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      const response = await send('GET', `/Users?filter=${filter}&startIndex=1&count=100`);
      expectStatus(response, 200);
      return response.body['totalResults'];
    },
    async members(): Promise<readonly unknown[]> {
      const response = await send('GET', groupPath());
      expectStatus(response, 200);
      const { members = [] } = response.body as { readonly members?: readonly { readonly value?: string }[] };
      return members.map(({ value }) => value);
    },
    /** Deletes what was created and is still there. */
    cleanUp: async (): Promise<void> => {
      if (ids.group !== undefined) await send('DELETE', groupPath());
      if (ids.user !== undefined) await send('DELETE', userPath());
    },
  };
}
