/** What is kept of SCIM, and how much of it. Beyond these, a request is refused with an error that names the limit. */
export const scimLimits = {
  /** Of one resource as JSON, in bytes of UTF-8. */
  resourceBytes: 64 * 1_024,
  /**
   * Different email addresses of one user. Each has a key in the search attribute `ScimKeys`, and Temporal terminates a
   * workflow whose search attribute has more than 2,048 bytes: about 58 keys.
   */
  addresses: 50,
  /** Of one PATCH of a user: each of them may read and write the whole user. */
  operationsOnUser: 500,
  membersOfGroup: 20_000,
  /** Of the name, and of the external ID, of a group, in bytes of UTF-8. Each member keeps both. */
  groupTextBytes: 1_024,
  /** Names that stay reserved for one resource, because it has had them. */
  names: 100,
  /** How many users or groups a list or a scan reads. */
  scan: 50_000,
  /** Groups of one user. In further ones, the user is a member who gets nothing by it. */
  groupsOfUser: 1_000,
} as const;
