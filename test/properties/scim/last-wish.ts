import type { RoleName, ScimEvent } from './events.ts';

/** What is asked for after some events, by whom. */
export type LastWish = {
  /** The user at the identity provider, if there is one. */
  readonly user: { readonly active: boolean; readonly roles: readonly RoleName[] } | undefined;
  /** The roles for which HR has started an onboarding since the user was deleted last. */
  readonly hired: readonly RoleName[];
  /** An operator has cancelled an onboarding. It counts until the identity provider asks for something else. */
  readonly isCancelled: boolean;
};

export const firstWish: LastWish = { user: undefined, hired: [], isCancelled: false };

/** Returns what is asked for after an event that was answered with this status. */
export function wishAfter(wish: LastWish, event: ScimEvent, status: number): LastWish {
  const { user, hired } = wish;
  const isOk = status >= 200 && status < 300;
  if (!isOk) return wish;
  switch (event.type) {
    case 'create':
      return { ...wish, user: { active: event.active, roles: [] } };
    case 'delete':
      return { ...wish, user: undefined, hired: [] };
    case 'replace':
    case 'set active':
      return user === undefined ? wish : { ...wish, user: { ...user, active: event.active ?? user.active } };
    case 'join':
    case 'leave': {
      if (user === undefined) return wish;
      const others = user.roles.filter((role) => role !== event.role);
      return { ...wish, user: { ...user, roles: event.type === 'join' ? [...others, event.role] : others } };
    }
    case 'post':
    case 'row':
      return status === 202 ? { ...wish, hired: [...new Set([...hired, ...event.roles])] } : wish;
    case 'cancel':
      return { ...wish, isCancelled: true };
    case 'rename':
    case 'accept':
    case 'restart':
    case 'pause':
    case 'finish':
      return wish;
  }
}

/** What has become of the user and of the person. */
export type Outcome = {
  /** How SCIM shows the access; absent without a user. */
  readonly state?: string;
  readonly accessRoles?: readonly string[];
  readonly detail?: string;
  /** Whether the SCIM user decides about the person. */
  readonly isOwner: boolean;
  /** The flows of the person that have not ended, as `<state> <step>`. */
  readonly open: readonly string[];
  /** The groups at Vultr of each address of the person that is a member of the organization. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
};

/**
 * Returns what does not fit the last wish; nothing if all is well. The access is that of the wish and no other, with two
 * exceptions that the service promises: what an operator has cancelled is shown as refused, and what HR gives to a person about
 * whom no user decides is HR's.
 */
export function faultsOf(wish: LastWish, outcome: Outcome): string[] {
  const unfinished = outcome.open.map((flow) => `a flow is ${flow}`);
  if (wish.isCancelled && outcome.state === 'refused') return unfinished;
  const wanted = wantedRoles(wish);
  return [
    ...unfinished,
    ...(wanted.length > 0 ? faultsOfAccess(wanted, outcome) : faultsWithoutRole(wish, outcome)),
  ];
}

function wantedRoles({ user }: LastWish): readonly RoleName[] {
  return user?.active === true ? user.roles : [];
}

function faultsOfAccess(roles: readonly RoleName[], outcome: Outcome): string[] {
  const { state, accessRoles = [], groups } = outcome;
  const wanted = roles.toSorted().join();
  const members = Object.values(groups);
  return [
    ...(state === 'access' ? [] : [`shows ${state}`]),
    ...(accessRoles.toSorted().join() === wanted ? [] : [`shows the roles ${accessRoles.join()}`]),
    ...(members.length === 1 ? [] : [`has ${members.length} accounts`]),
    ...(members.flat().toSorted().join() === wanted ? [] : [`has ${members.flat().join()}, not ${wanted}`]),
  ];
}

function faultsWithoutRole({ user, hired }: LastWish, { isOwner, groups }: Outcome): string[] {
  const allowed = user === undefined || !isOwner ? hired : [];
  const mayBeMember = allowed.length > 0 || user?.active === true;
  const members = Object.values(groups);
  return [
    ...(mayBeMember || members.length === 0 ? [] : ['is still a member']),
    ...members
      .flat()
      .flatMap((group) => ((allowed as readonly string[]).includes(group) ? [] : [`has ${group}`])),
  ];
}
