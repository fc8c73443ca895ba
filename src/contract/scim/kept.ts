import { defined } from '../lib/optional.ts';
import type { ReconcilerState } from './reconciler-state.ts';
import type { ScimResource, StoredGroup, StoredUser, UserAccess, UserGroup } from './resource.ts';

/*
 * What the SCIM workflows keep. It is their memo, so a resource is read with one `describe`, without a worker, and is
 * never behind. Every start and every continue-as-new must bring it.
 */

type Kept = {
  readonly version: number;
  readonly created: string;
  readonly modified: string;
  /** The `id`s at which this resource reserves a name. The one at which it was created is not among them. */
  readonly names: readonly string[];
  /** It was deleted, and the workflow still puts things in order. */
  readonly removed?: true;
};

export type KeptUser = Kept & {
  readonly resource: ScimResource;
  readonly groups: readonly UserGroup[];
  readonly access: UserAccess;
  /** What the reconciler has to remember; absent before it has begun. */
  readonly reconciler?: ReconcilerState;
};

export type KeptGroup = Kept & {
  readonly displayName: string;
  readonly externalId?: string;
  /** The `id`s of users. */
  readonly members: readonly string[];
};

/** A name that is reserved: `owner` is the `id` of the user or group that has, or once had, the name. */
export type KeptName = { readonly kind: 'user' | 'group'; readonly owner: string };

export type UserMemo = { readonly scimUser: KeptUser };
export type GroupMemo = { readonly scimGroup: KeptGroup };
export type NameMemo = { readonly scimName: KeptName };

export function storedUserOf(id: string, kept: KeptUser): StoredUser {
  const { resource, version, created, modified, groups, access } = kept;
  return { id, resource, version, created, modified, groups, access };
}

/** The group, with its members if they are asked for. */
export function storedGroupOf(id: string, kept: KeptGroup, { members }: { members: boolean }): StoredGroup {
  const { displayName, externalId, version, created, modified } = kept;
  return {
    id,
    displayName,
    ...defined({ externalId }),
    version,
    created,
    modified,
    members: members ? kept.members.map((member) => ({ id: member })) : [],
    memberCount: kept.members.length,
  };
}
