import { isDeepStrictEqual } from 'node:util';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { addressOf, emailsOf } from '../contract/scim/address.ts';
import { scimIdOf, userWorkflowId } from '../contract/scim/ids.ts';
import { scimAddressKeyFor, scimExternalIdKeyFor, scimKeysOf, userIdFor } from '../contract/scim/keys.ts';
import { type KeptUser, storedUserOf, type UserMemo } from '../contract/scim/kept.ts';
import { scimLimits } from '../contract/scim/limits.ts';
import { recreateUserUpdate, removeUserUpdate, replaceUserUpdate } from '../contract/scim/messages.ts';
import type { ScimResource, StoredUser } from '../contract/scim/resource.ts';
import { canonicalEmail, sameEmail } from '../contract/lib/email.ts';
import { defined } from '../contract/lib/optional.ts';
import { scimKeysAttribute } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { findByKey } from './find-by-key.ts';
import { assertVersion, existing, findUserAt, type FoundResource } from './find-kept.ts';
import { createLanes } from './lanes.ts';
import { listAll } from './list-all.ts';
import { PeopleError } from './people-error.ts';
import type { People, UserQuery } from './people.ts';
import { type Named, reserveName, whyTaken } from './reserve-name.ts';
import { sendUpdate } from './send-update.ts';
import type { PeopleSettings } from './settings.ts';
import { createSnapshot } from './snapshot.ts';
import { again, tryAgain } from './try-again.ts';

type Users = Pick<People, 'createUser' | 'getUser' | 'findUsers' | 'listUsers' | 'writeUser' | 'removeUser'>;

/** How many users one call to the visibility store reads. */
const pageSize = 1_000;

export function createUsers(client: OrganizationClient, { idKey }: PeopleSettings): Users {
  const hash = { idKey, organization: client.organization };
  const inLane = createLanes();
  const snapshot = createSnapshot(() =>
    listAll(
      client,
      workflows.scimUser,
      ({ workflowId, memo }) => {
        const { scimUser: kept } = memo as UserMemo;
        return kept.removed ? undefined : storedUserOf(scimIdOf(workflowId), kept);
      },
      { pageSize },
    ),
  );
  const named: Named<KeptUser> = {
    kind: 'user',
    findAt: (id) => findUserAt(client, id),
    nameIdOf: ({ resource }) => userIdFor(hash, nameOf(resource)),
  };

  function written(id: string, kept: KeptUser): StoredUser {
    const user = storedUserOf(id, kept);
    snapshot.wrote(user);
    return user;
  }

  async function start(id: string, resource: ScimResource): Promise<KeptUser | undefined> {
    const created = new Date().toISOString();
    const kept: KeptUser = {
      resource,
      version: 1,
      created,
      modified: created,
      groups: [],
      names: [],
      access: { state: 'settling', since: created, roles: [] },
    };
    const memo: UserMemo = { scimUser: kept };
    try {
      await callTemporal(client, () =>
        client.start(workflows.scimUser, {
          workflowId: userWorkflowId(id),
          args: [{}],
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          memo,
          typedSearchAttributes: [{ key: scimKeysAttribute, value: scimKeysOf(hash, resource) }],
          staticSummary: 'A SCIM user',
        }),
      );
      return kept;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  }

  /** Throws `uniqueness` and `name_reserved`. */
  async function create(id: string, resource: ScimResource): Promise<KeptUser | typeof again> {
    const started = await start(id, resource);
    if (started !== undefined) return started;
    const found = await findUserAt(client, id);
    if (found.kind === 'nothing') return again;
    if (found.kind === 'resource' && found.kept.removed) {
      const keys = scimKeysOf(hash, resource);
      return sendUpdate(client, found.execution, recreateUserUpdate, { resource, keys });
    }
    const reason = await whyTaken(named, id, found);
    if (reason === again) return again;
    throw reason;
  }

  async function find(id: string, ifMatch?: readonly number[]): Promise<FoundResource<KeptUser>> {
    const found = existing(await findUserAt(client, id));
    if (found === undefined) throw new PeopleError('not_found', 'There is no user with this id.');
    assertVersion(found.kept, ifMatch);
    return found;
  }

  async function write(
    id: string,
    change: (current: StoredUser) => ScimResource,
    ifMatch: readonly number[] | undefined,
  ): Promise<KeptUser | typeof again> {
    const { kept, execution } = await find(id, ifMatch);
    const resource = change(storedUserOf(id, kept));
    if (isDeepStrictEqual(resource, kept.resource)) return kept;
    assertFits(resource);
    const nameId = userIdFor(hash, nameOf(resource));
    if (nameId !== named.nameIdOf(kept)) {
      const reserved = await reserveName(client, named, { id, kept }, nameId);
      if (reserved === again) return again;
    }
    const keys = scimKeysOf(hash, resource);
    return sendUpdate(client, execution, replaceUserUpdate, { ifVersion: kept.version, resource, keys });
  }

  async function readIf(id: string, matches: (user: StoredUser) => boolean): Promise<StoredUser | undefined> {
    const found = existing(await findUserAt(client, id));
    if (found === undefined) return undefined;
    const user = storedUserOf(id, found.kept);
    return matches(user) ? user : undefined;
  }

  async function findByName(userName: string): Promise<StoredUser[]> {
    const nameId = userIdFor(hash, userName);
    const at = await findUserAt(client, nameId);
    const id = at.kind === 'name' ? at.name.owner : nameId;
    const user = await readIf(id, ({ resource }) => userIdFor(hash, nameOf(resource)) === nameId);
    return user === undefined ? [] : [user];
  }

  return {
    async createUser(resource) {
      assertFits(resource);
      const id = userIdFor(hash, nameOf(resource));
      return written(id, await inLane(id, () => tryAgain(() => create(id, resource))));
    },
    getUser: (id) => readIf(id, () => true),
    async findUsers(query: UserQuery) {
      if ('userName' in query) return findByName(query.userName);
      const [key, matches] = keyOf(query);
      return findByKey(client, workflows.scimUser, key, (id) => readIf(id, matches));
    },
    listUsers: snapshot.list,
    writeUser: async (id, change, ifMatch) =>
      written(id, await inLane(id, () => tryAgain(() => write(id, change, ifMatch)))),
    async removeUser(id, ifMatch) {
      await inLane(id, () =>
        tryAgain(async () => {
          const { kept, execution } = await find(id, ifMatch);
          const input = defined({ ifVersion: ifMatch && kept.version });
          const removed = await sendUpdate(client, execution, removeUserUpdate, input);
          if (removed !== again) snapshot.removed({ id, created: kept.created });
          return removed;
        }),
      );
    },
  };

  function keyOf(
    query: Exclude<UserQuery, { readonly userName: string }>,
  ): [string, (user: StoredUser) => boolean] {
    if ('externalId' in query) {
      const { externalId } = query;
      const key = scimExternalIdKeyFor(hash, externalId);
      return [key, ({ resource }) => resource['externalId'] === externalId];
    }
    const { address } = query;
    const matches = ({ resource }: StoredUser) => emailsOf(resource).some((one) => sameEmail(one, address));
    return [scimAddressKeyFor(hash, address), matches];
  }
}

/** The routes have checked that there is one. */
function nameOf({ userName }: ScimResource): string {
  return typeof userName === 'string' ? userName : '';
}

function assertFits(resource: ScimResource): void {
  const addresses = new Set(emailsOf(resource).map(canonicalEmail));
  if (addresses.size > scimLimits.addresses) {
    const detail = `A user has at most ${scimLimits.addresses} email addresses. Map fewer.`;
    throw new PeopleError('too_large', detail);
  }
  if (Buffer.byteLength(JSON.stringify(resource)) > scimLimits.resourceBytes) {
    const detail = `A user has at most ${scimLimits.resourceBytes} bytes as JSON. Map fewer attributes.`;
    throw new PeopleError('too_large', detail);
  }
  if (addressOf(resource) === undefined) {
    const detail =
      'The user has no email address, so no invitation can be sent. Map one to emails[type eq "work"].value, or to userName.';
    throw new PeopleError('no_address', detail);
  }
}
