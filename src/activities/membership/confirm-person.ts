import { sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { ConfirmedPerson, ConfirmInput } from '../../contract/temporal/step-data.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { findUniqueUser } from '../support/find-unique.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { createSession } from '../support/session.ts';

/**
 * Step 5. Confirms that the account that accepted is the invited person's, and Active. Vultr lets anyone with the link
 * accept with an account under any email address, so this is where another person is stopped, before anything is granted.
 */
export function createConfirmPerson(client: VultrClient) {
  return async function confirmPerson(input: ConfirmInput): Promise<ConfirmedPerson> {
    const { email, acceptance, timings } = input;
    const { userId, registeredEmail } = acceptance;
    const vultr = createSession(client, timings);
    const allowed = [email, ...input.allowedAddresses];
    if (registeredEmail !== undefined) assertAllowed(registeredEmail, email, allowed);
    const users = await vultr.users.list();
    const user =
      userId === undefined
        ? findAmong(users, registeredEmail === undefined ? allowed : [registeredEmail])
        : users.find(({ id }) => sameId(id, userId));
    if (user === undefined) {
      const message = 'No user of the organization has the email';
      throw notVisibleYet('person_not_found', message, { facts: { invited: email } }, timings);
    }
    assertAllowed(user.email, email, allowed);
    if (user.activity === 'inactive') {
      const facts = { userId: user.id, status: user.statusText };
      throw notVisibleYet('person_not_active', `The user's status is ${user.statusText}`, { facts }, timings);
    }
    return { userId: user.id, email: user.email };
  };
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
