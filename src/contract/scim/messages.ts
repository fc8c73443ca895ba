import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { KeptGroup, KeptUser } from './kept.ts';
import type { ScimResource, UserGroup } from './resource.ts';

/*
 * The updates and signals of the SCIM workflows. Workflow code cannot compute keyed hashes, so the keys by which a
 * resource is found come with each write.
 */

export type ReplaceUser = {
  /** The version that the caller has seen: if it is another by now, the update is rejected. */
  readonly ifVersion: number;
  readonly resource: ScimResource;
  /** The values of the search attribute `ScimKeys`. */
  readonly keys: readonly string[];
};

/** Replaces the resource of a user. */
export const replaceUserUpdate = defineUpdate<KeptUser, [ReplaceUser]>('replace');

export type RecreateUser = Omit<ReplaceUser, 'ifVersion'>;

/** Creates a user again whose workflow still puts things in order after the removal. */
export const recreateUserUpdate = defineUpdate<KeptUser, [RecreateUser]>('recreate');

/** With a version, only that one is removed. */
export type RemoveResource = { readonly ifVersion?: number };

/** Removes a user: from now on there is none. Memberships and names are given up, and the person leaves. */
export const removeUserUpdate = defineUpdate<void, [RemoveResource]>('remove');

export type ChangeMembers = {
  /** `all` means every member but those that are added. */
  readonly drop: readonly string[] | 'all';
  readonly add: readonly string[];
};

export type WriteGroup = {
  /** Left out, any version is written. */
  readonly ifVersion?: number;
  readonly displayName?: string;
  /** `null` removes it. With either, `keys` are the values of the search attribute `ScimKeys`. */
  readonly externalId?: string | null;
  readonly keys?: readonly string[];
  /** Left out, they stay. */
  readonly members?: ChangeMembers;
};

/** What a change of a group leads to. Without the members: there may be 20,000. */
export type GroupVersion = Omit<KeptGroup, 'members'> & { readonly memberCount: number };

/** Changes all that it names, or nothing. */
export const writeGroupUpdate = defineUpdate<GroupVersion, [WriteGroup]>('write');

/** Drops members, then adds others. Changes of members commute, so they name no version. */
export const changeMembersUpdate = defineUpdate<GroupVersion, [ChangeMembers]>('changeMembers');

export type RecreateGroup = Pick<KeptGroup, 'displayName' | 'externalId' | 'members'> & {
  readonly keys: readonly string[];
};

export const recreateGroupUpdate = defineUpdate<GroupVersion, [RecreateGroup]>('recreate');
export const removeGroupUpdate = defineUpdate<void, [RemoveResource]>('remove');

/** Failure types of an update that is rejected. */
export const scimRejections = {
  /** It was made for another version. */
  version: 'version_mismatch',
  /** The resource was deleted. */
  removed: 'removed',
  /** The resource was not deleted. */
  exists: 'exists',
  /** A limit of `scimLimits` is exceeded. */
  tooLarge: 'too_large',
  /** The execution is about to continue as new: callers repeat it. */
  deferred: 'deferred',
} as const;

/** From a group to a user: whether the user is a member now. */
export const membershipSignal =
  defineSignal<[{ readonly group: UserGroup; readonly isMember: boolean }]>('membership');

/** From a user who was deleted to a group. */
export const memberRemovedSignal = defineSignal<[{ readonly userId: string }]>('memberRemoved');

/** From a reserved name to the resource that has it, and back once the resource is deleted. */
export const nameReservedSignal = defineSignal<[{ readonly nameId: string }]>('nameReserved');
export const releaseNameSignal = defineSignal<[{ readonly owner: string }]>('releaseName');
