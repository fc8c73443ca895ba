import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { addressOf, emailsOf } from '../../src/contract/scim/address.ts';
import type { ScimResource, StoredGroup, StoredUser, UserAccess } from '../../src/contract/scim/resource.ts';
import { sameEmail } from '../../src/contract/lib/email.ts';
import { canonicalName } from '../../src/contract/scim/keys.ts';
import { scimLimits } from '../../src/contract/scim/limits.ts';
import { assertVersion } from '../../src/people/find-kept.ts';
import { PeopleError } from '../../src/people/people-error.ts';
import type { GroupChange, GroupWithUnknown, People } from '../../src/people/people.ts';

type Group = Omit<StoredGroup, 'members' | 'memberCount'> & { readonly ids: ReadonlySet<string> };

const idOf = (purpose: string, name: string) =>
  createHash('sha256')
    .update(`${purpose} ${canonicalName(name)}`)
    .digest('hex')
    .slice(0, 32);
const nameOf = (value: unknown) => (typeof value === 'string' ? canonicalName(value) : undefined);
const sorted = <Stored extends { created: string; id: string }>(all: Iterable<Stored>) =>
  [...all].toSorted((a, b) => a.created.localeCompare(b.created) || a.id.localeCompare(b.id));

function checkAddress(resource: ScimResource): void {
  if (addressOf(resource) === undefined)
    throw new PeopleError(
      'no_address',
      'Nobody can be invited without an email: map one to emails or userName.',
    );
}

/** The calls that are worth a look in a test. */
export type PeopleCalls = string[];

/**
 * A `People` in memory that behaves as the one in Temporal does: IDs come from the name, a name exists once, versions
 * grow, members are known users, and a user shows their groups.
 */
export function peopleInMemory(calls: PeopleCalls = []): People {
  const users = new Map<string, Omit<StoredUser, 'groups'>>();
  const groups = new Map<string, Group>();
  let tick = Date.parse('2026-06-29T09:00:00.000Z');
  const now = () => new Date((tick += 1_000)).toISOString();

  function stored(user: Omit<StoredUser, 'groups'>): StoredUser {
    const own = [...groups.values()].filter(({ ids }) => ids.has(user.id));
    return { ...user, groups: own.map(({ id, displayName }) => ({ id, display: displayName })) };
  }
  function storedGroup({ ids, ...group }: Group, members: boolean): StoredGroup {
    return { ...group, members: members ? [...ids].map((id) => ({ id })) : [], memberCount: ids.size };
  }
  function withUnknown(group: Group, wanted: readonly string[]): GroupWithUnknown {
    return { group: storedGroup(group, false), unknown: wanted.filter((member) => !users.has(member)) };
  }
  function find(matches: (user: StoredUser) => boolean) {
    return [...users.values()].map(stored).filter(matches);
  }
  function nameIsFree(userName: unknown, except?: string): void {
    const taken = find(
      (user) => nameOf(user.resource['userName']) === nameOf(userName) && user.id !== except,
    );
    if (taken.length > 0) throw new PeopleError('uniqueness', 'Another user has this userName.');
  }
  function groupNameIsFree(name: string, except?: string): void {
    const taken = [...groups.values()].some(
      ({ displayName, id }) => nameOf(displayName) === nameOf(name) && id !== except,
    );
    if (taken) throw new PeopleError('uniqueness', 'Another group has this displayName.');
  }
  function groupBy(id: string): Group {
    const group = groups.get(id);
    if (group === undefined) throw new PeopleError('not_found', 'There is no group with this ID.');
    return group;
  }
  function writeGroup(id: string, { displayName, externalId, members }: GroupChange): GroupWithUnknown {
    const group = groupBy(id);
    if (displayName !== undefined) groupNameIsFree(displayName, id);
    const { externalId: before, ...rest } = group;
    const after = externalId === undefined ? before : (externalId ?? undefined);
    const { add, drop } = members ?? { add: [], drop: [] };
    if (add.length > scimLimits.membersOfGroup) throw new PeopleError('too_large', 'Too many members.');
    const kept = drop === 'all' ? [] : [...group.ids].filter((member) => !drop.includes(member));
    const changed = {
      ...rest,
      ...(after === undefined ? {} : { externalId: after }),
      displayName: displayName ?? group.displayName,
      ids: new Set([...kept, ...add.filter((member) => users.has(member))]),
    };
    if (isDeepStrictEqual(changed, group)) return withUnknown(group, add);
    const written = { ...changed, version: group.version + 1, modified: now() };
    groups.set(id, written);
    return withUnknown(written, add);
  }

  return {
    async createUser(resource) {
      calls.push('createUser');
      checkAddress(resource);
      nameIsFree(resource['userName']);
      const id = idOf('user', String(resource['userName']));
      const at = now();
      const access: UserAccess = { state: 'awaiting_group', since: at, roles: [] };
      users.set(id, { id, resource, version: 1, created: at, modified: at, access });
      return stored({ id, resource, version: 1, created: at, modified: at, access });
    },
    async getUser(id) {
      const user = users.get(id);
      return user && stored(user);
    },
    async findUsers(by) {
      calls.push('findUsers');
      return find(({ resource }) => {
        if ('userName' in by) return nameOf(resource['userName']) === nameOf(by.userName);
        if ('externalId' in by) return resource['externalId'] === by.externalId;
        return emailsOf(resource).some((email) => sameEmail(email, by.address));
      });
    },
    async listUsers() {
      calls.push('listUsers');
      return sorted(find(() => true));
    },
    async writeUser(id, change, ifMatch) {
      const user = users.get(id);
      if (user === undefined) throw new PeopleError('not_found', 'There is no user with this ID.');
      assertVersion(user, ifMatch);
      const resource = change(stored(user));
      if (isDeepStrictEqual(resource, user.resource)) return stored(user);
      checkAddress(resource);
      nameIsFree(resource['userName'], id);
      const changed = { ...user, resource, version: user.version + 1, modified: now() };
      users.set(id, changed);
      return stored(changed);
    },
    async removeUser(id, ifMatch) {
      const user = users.get(id);
      if (user === undefined) throw new PeopleError('not_found', 'There is no user with this ID.');
      assertVersion(user, ifMatch);
      users.delete(id);
      for (const group of groups.values())
        groups.set(group.id, { ...group, ids: new Set([...group.ids].filter((one) => one !== id)) });
    },
    async createGroup({ displayName, externalId, members }) {
      groupNameIsFree(displayName);
      const id = idOf('group', displayName);
      const at = now();
      const ids = new Set(members.filter((member) => users.has(member)));
      const detail = externalId === undefined ? {} : { externalId };
      const group = { id, displayName, ...detail, version: 1, created: at, modified: at, ids };
      groups.set(id, group);
      return withUnknown(group, members);
    },
    async getGroup(id, { members }) {
      calls.push(`getGroup ${members ? 'with' : 'without'} members`);
      const group = groups.get(id);
      return group && storedGroup(group, members);
    },
    async findGroups(by) {
      calls.push('findGroups');
      const matching = [...groups.values()].filter((group) =>
        'displayName' in by
          ? nameOf(group.displayName) === nameOf(by.displayName)
          : group.externalId === by.externalId,
      );
      return matching.map((group) => storedGroup(group, false));
    },
    async listGroups() {
      calls.push('listGroups');
      return sorted(groups.values()).map((group) => storedGroup(group, false));
    },
    async changeMembers(id, members) {
      const { add, drop } = members;
      calls.push(`changeMembers +${add.length} -${drop === 'all' ? 'all' : drop.length}`);
      return writeGroup(id, { members });
    },
    async writeGroup(id, change, ifMatch) {
      calls.push('writeGroup');
      assertVersion(groupBy(id), ifMatch);
      return writeGroup(id, change);
    },
    async removeGroup(id, ifMatch) {
      assertVersion(groupBy(id), ifMatch);
      groups.delete(id);
    },
  };
}
