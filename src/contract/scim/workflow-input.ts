/*
 * What the SCIM workflows begin with besides their memo. A start brings nothing more; what an execution has not finished
 * yet is only for the one that it continues as.
 */

/** `id`s to which the deletion of a user was not told yet: groups, and reserved names. */
export type Releases = { readonly groups: readonly string[]; readonly names: readonly string[] };

export type ScimUserInput = { readonly releases?: Releases };

export type ScimGroupInput = {
  /** `id`s of users to whom the group has to tell whether they are members; `members` are those of the memo. */
  readonly untold?: readonly string[] | 'members';
  /** Reserved names that are not released yet. */
  readonly releases?: readonly string[];
};

export type ScimNameInput = {
  /** The owner knows the name. */
  readonly announced?: true;
};
