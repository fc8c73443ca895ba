import type { Dialect } from '../dialect.ts';
import { isCurrent, rootUser } from '../state/access.ts';
import type { State, UserRow } from '../state/rows.ts';

/** Distinguishes a user's deleted key from the organization's if any key counts as the organization's. */
const userKeyPattern = /^SIM[0-9A-F]{33}$/;

/**
 * Returns the user whose key the header contains. The organization's key acts as the root user. Returns `undefined` if
 * there is no key or it gives no access.
 */
export function authenticate(
  state: State,
  apiKeys: readonly string[] | undefined,
  dialect: Dialect,
  header: string | undefined,
): UserRow | undefined {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (key === undefined) return undefined;
  const userKey = [...state.userKeys.values()].find((row) => row.key === key);
  if (userKey !== undefined) {
    const owner = state.users.get(userKey.userId);
    return owner !== undefined && isUsable(owner, dialect) ? owner : undefined;
  }
  const isOrganizationKey = apiKeys === undefined ? !userKeyPattern.test(key) : apiKeys.includes(key);
  return isOrganizationKey ? rootUser(state) : undefined;
}

/** Whether the user's own keys give access. */
function isUsable(owner: UserRow, { suspendedKey }: Dialect): boolean {
  const isSuspended = owner.status === 'suspended' && suspendedKey === 'refused';
  return isCurrent(owner) && owner.apiEnabled && !isSuspended;
}
