import { isCurrent, rootUser } from '../state/access.ts';
import type { State, UserRow } from '../state/rows.ts';

/** So that a key that was taken away is not mistaken for the organization's where any key is taken as that. */
const userKeyPattern = /^SIM[0-9A-F]{33}$/;

/**
 * Whose key the header carries: a user's own, else the organization's, which acts as the root user. `undefined` where
 * there is none, or it opens nothing.
 */
export function authenticate(
  state: State,
  apiKeys: readonly string[] | undefined,
  header: string | undefined,
): UserRow | undefined {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (key === undefined) return undefined;
  const owned = [...state.userKeys.values()].find((row) => row.key === key);
  if (owned !== undefined) {
    const owner = state.users.get(owned.userId);
    return owner !== undefined && isCurrent(owner) && owner.apiEnabled ? owner : undefined;
  }
  const isOrganizations = apiKeys === undefined ? !userKeyPattern.test(key) : apiKeys.includes(key);
  return isOrganizations ? rootUser(state) : undefined;
}
