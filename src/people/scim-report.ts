import type { Role } from '../contract/config/roles.ts';
import { isMapped } from '../contract/scim/resolve-target.ts';
import type { StoredGroup, StoredUser, UserAccess } from '../contract/scim/resource.ts';
import type { People } from './people.ts';

type AccessState = UserAccess['state'];

/** How the SCIM users are, and which groups lead to nothing. */
export type ScimReport = {
  /** The users in each state, those who entered it first in front. A state without users is absent. */
  readonly usersByState: ReadonlyMap<AccessState, readonly StoredUser[]>;
  /** The users who have waited for a group or a role for more than an hour. */
  readonly waitingLong: readonly StoredUser[];
  /** The groups that no role of the roles file names. */
  readonly unmapped: readonly StoredGroup[];
};

/** Identity providers push the groups within minutes after the user. */
const longMs = 60 * 60_000;

/** Reads all users and groups, at most a minute old. Throws what `People.listUsers` throws. */
export async function readScimReport(
  people: Pick<People, 'listUsers' | 'listGroups'>,
  roles: readonly Role[],
  nowMs: number,
): Promise<ScimReport> {
  const [users, groups] = await Promise.all([people.listUsers(), people.listGroups()]);
  const longestFirst = users.toSorted((a, b) => Date.parse(a.access.since) - Date.parse(b.access.since));
  const usersByState = Map.groupBy(longestFirst, ({ access }) => access.state);
  const waiting = usersByState.get('awaiting_group') ?? [];
  return {
    usersByState,
    waitingLong: waiting.filter(({ access }) => nowMs - Date.parse(access.since) > longMs),
    unmapped: groups.filter(
      ({ displayName, externalId }) =>
        !isMapped({ display: displayName, ...(externalId === undefined ? {} : { externalId }) }, roles),
    ),
  };
}
