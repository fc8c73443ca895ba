import type { ScimResource, UserGroup } from './resource.ts';

/** What an identity provider wants a user to have. Only the newest wish counts. */
export type Wish = {
  readonly resource: ScimResource;
  readonly groups: readonly UserGroup[];
  /** The user was deleted: everything is to be taken, without a grace period. */
  readonly removed: boolean;
  /** The version of the resource. A change of the groups leaves it as it is. */
  readonly version: number;
};
