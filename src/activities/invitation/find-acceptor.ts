import { hasId, sameId } from '../../contract/lib/case-insensitive.ts';
import type { Acceptance, Acceptors } from '../../contract/temporal/step-data.ts';
import type { User } from '../../vultr/types.ts';
import { findUniqueUser } from '../support/find-unique.ts';

/**
 * Finds the user who has accepted an invitation that does not say so. The same addresses count as for `confirmPerson`,
 * which judges what is found here. A user with an allowed address who was there before the onboarding has not accepted
 * its invitation.
 */
export function findAcceptor(
  users: readonly User[],
  email: string,
  { allowedAddresses, earlierUserIds }: Acceptors,
): Acceptance | undefined {
  const others = allowedAddresses
    .map((address) => activeUser(users, address))
    .filter((user) => user !== undefined && !hasId(earlierUserIds, user.id));
  const [first, ...more] = [activeUser(users, email), ...others].filter((user) => user !== undefined);
  if (first === undefined) return undefined;
  // Which of several has accepted cannot be told from here.
  return more.every(({ id }) => sameId(id, first.id)) ? { userId: first.id } : {};
}

function activeUser(users: readonly User[], email: string): User | undefined {
  const user = findUniqueUser(users, email);
  return user?.activity === 'active' ? user : undefined;
}
