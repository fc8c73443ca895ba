import { sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { Acceptance } from '../../contract/temporal/step-data.ts';
import type { User } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { findUniqueUser } from '../support/find-unique.ts';

/** The invited email, the other emails that count as the person's, and what is known of the acceptance. */
export type ExpectedPerson = {
  readonly email: string;
  readonly allowedAddresses: readonly string[];
  readonly acceptance: Acceptance;
};

/**
 * Finds the account that accepted. Vultr lets anyone with the link accept with an account under any email address: throws
 * `wrong_person` if it is not the person's, `person_ambiguous` if it cannot be told which account it is. Returns
 * `undefined` if there is no such user, or none yet.
 */
export function identifyPerson(
  users: readonly User[],
  { email, allowedAddresses, acceptance: { userId, registeredEmail } }: ExpectedPerson,
): User | undefined {
  const allowed = [email, ...allowedAddresses];
  if (registeredEmail !== undefined) assertAllowed(registeredEmail, email, allowed);
  const user =
    userId === undefined
      ? findAmong(users, registeredEmail === undefined ? allowed : [registeredEmail])
      : users.find(({ id }) => sameId(id, userId));
  if (user !== undefined) assertAllowed(user.email, email, allowed);
  return user;
}

/** If Vultr does not say who accepted, two users with allowed emails cannot be told apart. */
function findAmong(users: readonly User[], emails: readonly string[]): User | undefined {
  const found = emails.map((email) => findUniqueUser(users, email)).filter((user) => user !== undefined);
  const [first, ...others] = found;
  if (first === undefined || others.every(({ id }) => sameId(id, first.id))) return first;
  const message = 'More than one allowed email belongs to a user, and Vultr does not say who accepted';
  throw codedFailure('person_ambiguous', message, {
    facts: { userIds: found.map(({ id }) => id).join(', ') },
  });
}

function assertAllowed(accepted: string, invited: string, allowed: readonly string[]): void {
  if (allowed.some((email) => sameEmail(email, accepted))) return;
  throw codedFailure('wrong_person', 'The invitation was accepted with an email that was not invited', {
    facts: { invited: canonicalEmail(invited), accepted: canonicalEmail(accepted) },
  });
}
