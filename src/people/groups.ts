import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { groupWorkflowId, scimIdOf } from '../contract/scim/ids.ts';
import { canonicalName, groupIdFor, scimExternalIdKeyFor } from '../contract/scim/keys.ts';
import { type GroupMemo, type KeptGroup, storedGroupOf } from '../contract/scim/kept.ts';
import { scimLimits } from '../contract/scim/limits.ts';
import {
  changeMembersUpdate,
  type GroupVersion,
  recreateGroupUpdate,
  removeGroupUpdate,
  writeGroupUpdate,
} from '../contract/scim/messages.ts';
import type { StoredGroup } from '../contract/scim/resource.ts';
import { defined } from '../contract/lib/optional.ts';
import { scimKeysAttribute } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { findByKey } from './find-by-key.ts';
import { assertVersion, existing, findGroupAt, type FoundResource } from './find-kept.ts';
import { createLanes } from './lanes.ts';
import { listAll } from './list-all.ts';
import { PeopleError } from './people-error.ts';
import type { GroupChange, MemberChange, NewGroup, People } from './people.ts';
import { type Named, reserveName, whyTaken } from './reserve-name.ts';
import { sendUpdate } from './send-update.ts';
import type { PeopleSettings } from './settings.ts';
import { createSnapshot } from './snapshot.ts';
import { again, tryAgain } from './try-again.ts';
import { findUnknownUsers } from './unknown-users.ts';

type Groups = Pick<
  People,
  'createGroup' | 'getGroup' | 'findGroups' | 'listGroups' | 'changeMembers' | 'writeGroup' | 'removeGroup'
>;

/** What a write has led to, and the `id`s that belong to no user. */
type Written = { readonly version: GroupVersion; readonly unknown: readonly string[] };

/** How many groups one call to the visibility store reads: the largest has 700 KiB. */
const pageSize = 20;

export function createGroups(client: OrganizationClient, { idKey }: PeopleSettings): Groups {
  const hash = { idKey, organization: client.organization };
  const inLane = createLanes();
  const snapshot = createSnapshot(() =>
    listAll(
      client,
      workflows.scimGroup,
      ({ workflowId, memo }) => {
        const { scimGroup: kept } = memo as GroupMemo;
        return kept.removed ? undefined : storedGroupOf(scimIdOf(workflowId), kept, { members: false });
      },
      { pageSize },
    ),
  );
  const named: Named<KeptGroup> = {
    kind: 'group',
    findAt: (id) => findGroupAt(client, id),
    nameIdOf: ({ displayName }) => groupIdFor(hash, displayName),
  };

  function written(id: string, kept: GroupVersion): StoredGroup {
    const { memberCount, ...group } = kept;
    const stored = { ...storedGroupOf(id, { ...group, members: [] }, { members: false }), memberCount };
    snapshot.wrote(stored);
    return stored;
  }

  function keysOf(externalId: string | null | undefined): string[] {
    return typeof externalId === 'string' ? [scimExternalIdKeyFor(hash, externalId)] : [];
  }

  async function start(id: string, group: NewGroup): Promise<GroupVersion | undefined> {
    const { displayName, externalId, members } = group;
    const created = new Date().toISOString();
    const kept: KeptGroup = {
      displayName,
      ...defined({ externalId }),
      members,
      version: 1,
      created,
      modified: created,
      names: [],
    };
    const memo: GroupMemo = { scimGroup: kept };
    try {
      await callTemporal(client, () =>
        client.start(workflows.scimGroup, {
          workflowId: groupWorkflowId(id),
          args: [{ untold: 'members' }],
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          memo,
          typedSearchAttributes: [{ key: scimKeysAttribute, value: keysOf(externalId) }],
          staticSummary: 'A SCIM group',
        }),
      );
      return versionOf(kept);
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  }

  /** Throws `uniqueness` and `name_reserved`. */
  async function create(id: string, group: NewGroup): Promise<GroupVersion | typeof again> {
    const started = await start(id, group);
    if (started !== undefined) return started;
    const found = await findGroupAt(client, id);
    if (found.kind === 'nothing') return again;
    if (found.kind === 'resource' && found.kept.removed) {
      const input = { ...group, keys: keysOf(group.externalId) };
      return sendUpdate(client, found.execution, recreateGroupUpdate, input);
    }
    const reason = await whyTaken(named, id, found);
    if (reason === again) return again;
    throw reason;
  }

  async function find(id: string, ifMatch?: readonly number[]): Promise<FoundResource<KeptGroup>> {
    const found = existing(await findGroupAt(client, id));
    if (found === undefined) throw new PeopleError('not_found', 'There is no group with this id.');
    assertVersion(found.kept, ifMatch);
    return found;
  }

  async function write(
    id: string,
    { displayName, externalId, members }: GroupChange,
    ifMatch: readonly number[] | undefined,
  ): Promise<Written | typeof again> {
    const [{ kept, execution }, { known, unknown }] = await Promise.all([
      find(id, ifMatch),
      withoutUnknown(members?.add ?? []),
    ]);
    if (displayName !== undefined && canonicalName(displayName) !== canonicalName(kept.displayName)) {
      const reserved = await reserveName(client, named, { id, kept }, groupIdFor(hash, displayName));
      if (reserved === again) return again;
    }
    const version = await sendUpdate(
      client,
      execution,
      writeGroupUpdate,
      defined({
        ifVersion: ifMatch && kept.version,
        displayName,
        externalId,
        keys: externalId === undefined ? undefined : keysOf(externalId),
        members: members && { add: known, drop: members.drop },
      }),
    );
    return version === again ? again : { version, unknown };
  }

  async function writeMembers(id: string, { add, drop }: MemberChange): Promise<Written | typeof again> {
    const [{ execution }, { known, unknown }] = await Promise.all([find(id), withoutUnknown(add)]);
    const version = await sendUpdate(client, execution, changeMembersUpdate, { add: known, drop });
    return version === again ? again : { version, unknown };
  }

  async function readIf(
    id: string,
    matches: (group: KeptGroup) => boolean,
    options = { members: false },
  ): Promise<StoredGroup | undefined> {
    const found = existing(await findGroupAt(client, id));
    return found !== undefined && matches(found.kept) ? storedGroupOf(id, found.kept, options) : undefined;
  }

  async function findByName(displayName: string): Promise<StoredGroup[]> {
    const nameId = groupIdFor(hash, displayName);
    const at = await findGroupAt(client, nameId);
    const id = at.kind === 'name' ? at.name.owner : nameId;
    const group = await readIf(id, (kept) => named.nameIdOf(kept) === nameId);
    return group === undefined ? [] : [group];
  }

  async function withoutUnknown(ids: readonly string[]) {
    const all = [...new Set(ids)];
    assertMembersFit(all.length);
    const unknown = await findUnknownUsers(client, all);
    return { known: all.filter((id) => !unknown.has(id)), unknown: [...unknown] };
  }

  return {
    async createGroup({ members, ...group }) {
      assertTextsFit(group);
      const { known, unknown } = await withoutUnknown(members);
      const id = groupIdFor(hash, group.displayName);
      const created = await inLane(id, () => tryAgain(() => create(id, { ...group, members: known })));
      return { group: written(id, created), unknown };
    },
    getGroup: (id, options) => readIf(id, () => true, options),
    async findGroups(query) {
      if ('displayName' in query) return findByName(query.displayName);
      const { externalId } = query;
      return findByKey(client, workflows.scimGroup, scimExternalIdKeyFor(hash, externalId), (id) =>
        readIf(id, (group) => group.externalId === externalId),
      );
    },
    listGroups: snapshot.list,
    async changeMembers(id, change) {
      const { version, unknown } = await inLane(id, () => tryAgain(() => writeMembers(id, change)));
      return { group: written(id, version), unknown };
    },
    async writeGroup(id, change, ifMatch) {
      assertTextsFit(change);
      const { version, unknown } = await inLane(id, () => tryAgain(() => write(id, change, ifMatch)));
      return { group: written(id, version), unknown };
    },
    async removeGroup(id, ifMatch) {
      await inLane(id, () =>
        tryAgain(async () => {
          const { kept, execution } = await find(id, ifMatch);
          const input = defined({ ifVersion: ifMatch && kept.version });
          const removed = await sendUpdate(client, execution, removeGroupUpdate, input);
          if (removed !== again) snapshot.removed({ id, created: kept.created });
          return removed;
        }),
      );
    },
  };
}

function versionOf({ members, ...rest }: KeptGroup): GroupVersion {
  return { ...rest, memberCount: members.length };
}

function assertTextsFit({ displayName, externalId }: Pick<GroupChange, 'displayName' | 'externalId'>): void {
  for (const [name, text] of Object.entries({ displayName, externalId })) {
    if (Buffer.byteLength(text ?? '') <= scimLimits.groupTextBytes) continue;
    throw new PeopleError(
      'too_large',
      `The ${name} of a group has at most ${scimLimits.groupTextBytes} bytes.`,
    );
  }
}

function assertMembersFit(count: number): void {
  if (count <= scimLimits.membersOfGroup) return;
  throw new PeopleError('too_large', `A group has at most ${scimLimits.membersOfGroup} members.`);
}
