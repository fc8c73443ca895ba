import type { User } from '../../vultr/types.ts';
import { notVisibleYet } from '../support/read-back.ts';
import type { VultrSession } from '../support/session.ts';
import { type ExpectedPerson, identifyPerson } from './identify-person.ts';

/**
 * Step 5. Confirms that the account that accepted is the invited person's, and Active. This is where another person is
 * stopped, before anything is granted: what Vultr says of the acceptance is judged before any read, because their row may
 * be late.
 */
export async function confirmPerson(vultr: VultrSession, expected: ExpectedPerson): Promise<User> {
  const { timings } = vultr;
  identifyPerson([], expected);
  const user = identifyPerson(await vultr.users.list(), expected);
  if (user === undefined) {
    const facts = { invited: expected.email };
    throw notVisibleYet('person_not_found', 'No user of the organization has the email', { facts }, timings);
  }
  if (user.activity === 'inactive') {
    const facts = { userId: user.id, status: user.statusText };
    throw notVisibleYet('person_not_active', `The user's status is ${user.statusText}`, { facts }, timings);
  }
  return user;
}
