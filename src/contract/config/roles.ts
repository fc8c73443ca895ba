/** What a role means at Vultr, one group with its policies, and who gets it by SCIM. */
export type Role = {
  /** As requests name it. */
  readonly name: string;
  readonly group: { readonly name: string; readonly description?: string | undefined };
  /** Names of Vultr-managed policies. */
  readonly policies: readonly string[];
  /** Whether people with the role may use the Vultr API. Left out, the request says so. */
  readonly apiAccess?: boolean | undefined;
  /** Which people of the identity provider have the role: any of these is enough. Left out, nobody by SCIM. */
  readonly when?: RoleCondition | undefined;
  /** People of the identity provider have this role if they match no other. At most one role is the default. */
  readonly isDefault?: true;
};

export type RoleCondition = {
  /** `displayName`, without case, or `externalId` of SCIM groups. */
  readonly scimGroups?: readonly string[] | undefined;
  /** Values of the attributes `roles` and `entitlements`, and of `role` of this service's own extension, without case. */
  readonly scimRoles?: readonly string[] | undefined;
};
