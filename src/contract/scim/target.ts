/** What the wish of an identity provider comes to at Vultr, by the roles file. */
export type Target =
  | {
      /** `roles`: names of the roles file, in its order, at least one. */
      readonly kind: 'access';
      readonly roles: readonly string[];
    }
  /** The user is active, and no role of the file is theirs. */
  | { readonly kind: 'nothing' }
  /** The user is inactive, or `removed`: was deleted. */
  | { readonly kind: 'left'; readonly removed: boolean };

/** Who the user is to Vultr. */
export type UserIdentity = {
  /** The address of the invitation; absent if no attribute of the user is one. */
  readonly address?: string;
  readonly firstName?: string;
  readonly lastName?: string;
};

export type ResolvedWish = {
  readonly target: Target;
  readonly identity: UserIdentity;
};

/** How long a wish has to stand still before it is followed, in milliseconds. */
export type ScimSettle = {
  /** If it only gives access, or ends all of it, which the brake looks at. */
  readonly giveMs: number;
  /** If it takes a role away: a move arrives as two wishes, in either order. */
  readonly takeMs: number;
};

/** Equal for two targets that ask for the same. */
export function targetKey(target: Target): string {
  if (target.kind === 'access') return `access ${target.roles.toSorted().join(' ')}`;
  return target.kind === 'left' && target.removed ? 'removed' : target.kind;
}

/** The roles of a target; none if it gives no access. */
export function rolesOfTarget(target: Target): readonly string[] {
  return target.kind === 'access' ? target.roles : [];
}
