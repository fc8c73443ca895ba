import { serviceUserSchema } from '../../contract/scim/resolve-target.ts';
import type { ScimClient } from './client.ts';
import { expectStatus, expectValue, Unexpected } from './expect.ts';
import { createTrial, type Trial } from './trial.ts';

/** One thing that an identity provider relies on. `run` throws `Unexpected` if the service does it otherwise. */
export type Check = { readonly title: string; readonly run: () => Promise<void> };

/** The checks in their order. If one of a group fails, the rest of the group has nothing to build on. */
export function createChecks(
  send: ScimClient,
  url: string,
): {
  readonly groups: readonly (readonly Check[])[];
  /** Deletes what the checks have created. */
  readonly cleanUp: () => Promise<void>;
} {
  const trial = createTrial(send);
  const groups = [
    accessChecks(send, url),
    errorChecks(send),
    userChecks(send, trial),
    groupChecks(send, trial),
  ];
  return { groups, cleanUp: trial.cleanUp };
}

function accessChecks(send: ScimClient, url: string): readonly Check[] {
  return [
    {
      title: 'The token is accepted, and the service describes itself',
      async run() {
        const response = await send('GET', '/ServiceProviderConfig');
        expectStatus(response, 200);
        const { location } = response.body['meta'] as { readonly location?: string };
        if (location !== `${url}/ServiceProviderConfig`)
          throw new Unexpected(
            `it believes that it is at ${String(location)}; set ONBOARDING_SCIM_URL to the origin of ${url}`,
          );
      },
    },
    {
      title: 'Requests without a token, and with a wrong one, are refused',
      async run() {
        for (const token of [null, 'no-token-of-this-service']) {
          const response = await send('GET', '/Users', { token });
          expectStatus(response, 401);
          expectValue(
            'the scheme of WWW-Authenticate',
            response.headers.get('www-authenticate')?.split(' ')[0],
            'Bearer',
          );
        }
      },
    },
    {
      title: 'Users and groups are described',
      async run() {
        for (const id of ['User', 'Group']) {
          const type = await send('GET', `/ResourceTypes/${id}`);
          expectStatus(type, 200);
          expectStatus(await send('GET', `/Schemas/${String(type.body['schema'])}`), 200);
        }
      },
    },
  ];
}

function errorChecks(send: ScimClient): readonly Check[] {
  return [
    {
      title: 'A filter that cannot be read is an error, not an empty list',
      run: async () => expectStatus(await send('GET', '/Users?filter=userName%20eq'), 400, 'invalidFilter'),
    },
    {
      title: 'A body that is not a user, an unknown ID and a wrong method are errors',
      async run() {
        expectStatus(await send('POST', '/Users', { body: { displayName: 'x' } }), 400, 'invalidValue');
        expectStatus(await send('GET', `/Users/${'0'.repeat(32)}`), 404);
        expectStatus(await send('DELETE', '/Users'), 405);
      },
    },
  ];
}

function userChecks(send: ScimClient, trial: Trial): readonly Check[] {
  return [
    {
      title: 'A user who does not exist is not found',
      run: async () => expectValue('totalResults', await trial.countByName(), 0),
    },
    {
      title: 'A user is created, and found at once',
      async run() {
        await trial.createUser();
        expectValue('totalResults', await trial.countByName(), 1);
      },
    },
    {
      title: 'The same user is not created twice',
      run: async () => expectStatus(await send('POST', '/Users', { body: trial.user }), 409, 'uniqueness'),
    },
    {
      title: 'A PUT without active keeps it (Okta)',
      async run() {
        const { active: _active, ...body } = trial.user;
        const response = await send('PUT', trial.userPath(), { body: { ...body, title: 'Trial' } });
        expectStatus(response, 200);
        expectValue('active', response.body['active'], false);
        expectValue('title', response.body['title'], 'Trial');
      },
    },
    {
      title: 'A PATCH without a path, and one with texts for booleans, work (Okta, Entra)',
      async run() {
        const email = `${trial.label}@example.org`;
        const response = await send('PATCH', trial.userPath(), {
          body: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [
              { op: 'replace', value: { displayName: 'A trial' } },
              { op: 'Replace', path: 'active', value: 'False' },
              { op: 'Add', path: 'emails[type eq "other"].value', value: email },
            ],
          },
        });
        expectStatus(response, 200);
        expectValue('displayName', response.body['displayName'], 'A trial');
        expectValue('active', response.body['active'], false);
        const emails = response.body['emails'] as readonly {
          readonly type?: string;
          readonly value?: string;
        }[];
        expectValue('the new email', emails.find(({ type }) => type === 'other')?.value, email);
      },
    },
    {
      title: 'A change of an old version is refused',
      run: async () =>
        expectStatus(await send('PUT', trial.userPath(), { body: trial.user, ifMatch: 'W/"1"' }), 412),
    },
    {
      title: 'The state of the access can be read',
      async run() {
        const response = await send('GET', `${trial.userPath()}?attributes=${serviceUserSchema}:state`);
        expectStatus(response, 200);
        const { state } = (response.body[serviceUserSchema] ?? {}) as { readonly state?: string };
        if (state === undefined) throw new Unexpected('the user has no state');
      },
    },
  ];
}

function groupChecks(send: ScimClient, trial: Trial): readonly Check[] {
  const change = (...operations: readonly object[]) =>
    send('PATCH', trial.groupPath(), {
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations },
    });
  return [
    {
      title: 'A group is created with those of its members who exist',
      async run() {
        await trial.createGroup();
        expectValue('members', await trial.members(), [trial.userId()]);
      },
    },
    {
      title: 'A member is removed and added (Entra, Okta)',
      async run() {
        expectStatus(
          await change({ op: 'Remove', path: 'members', value: [{ $ref: null, value: trial.userId() }] }),
          200,
        );
        expectValue('members', await trial.members(), []);
        expectStatus(await change({ op: 'add', path: 'members', value: [{ value: trial.userId() }] }), 200);
        expectValue('members', await trial.members(), [trial.userId()]);
        expectStatus(await change({ op: 'remove', path: `members[value eq "${trial.userId()}"]` }), 200);
        expectValue('members', await trial.members(), []);
      },
    },
    {
      title: 'The group and the user are deleted, and gone at once',
      async run() {
        for (const path of [trial.groupPath(), trial.userPath()]) {
          expectStatus(await send('DELETE', path), 204);
          expectStatus(await send('GET', path), 404);
        }
      },
    },
  ];
}
