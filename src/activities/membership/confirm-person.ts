import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { AddMemberInput, ConfirmedPerson, ConfirmInput } from '../../contract/temporal/step-data.ts';
import type { Member, User, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { notVisibleYet, readBack } from '../support/read-back.ts';
import { findUniqueUser } from '../invitation/find-person.ts';
import { sameId } from '../support/same-id.ts';
import { detailsOf, reading, writing } from '../support/vultr-calls.ts';

/**
 * Step 5. The accepting account must be the invited person's and Active. Vultr lets whoever holds the link accept it
 * with an account of any address, so this is where somebody else is stopped: nothing was granted yet.
 */
export function createConfirmPerson(vultr: VultrClient) {
  return async function confirmPerson(input: ConfirmInput): Promise<ConfirmedPerson> {
    const { email, acceptance, timings } = input;
    const allowed = [email, ...input.allowedAddresses];
    const registered = acceptance.registeredEmail;
    if (registered !== undefined) assertAllowed(registered, email, allowed);
    const users = await reading(timings, (signal) => vultr.users.list({ signal }));
    const user =
      acceptance.userId === undefined
        ? findAmong(users, registered === undefined ? allowed : [registered])
        : users.find(({ id }) => sameId(id, acceptance.userId ?? ''));
    if (user === undefined) {
      throw notVisibleYet(
        'person_not_found',
        'No user of the organization has the address',
        { facts: { invited: email } },
        timings,
      );
    }
    assertAllowed(user.email, email, allowed);
    if (user.activity === 'inactive') {
      const facts = { userId: user.id, status: user.statusText };
      throw notVisibleYet('person_not_active', `The user's status is ${user.statusText}`, { facts }, timings);
    }
    return { userId: user.id, email: user.email };
  };
}

/** Where Vultr does not say who accepted, two accounts of allowed addresses cannot be told apart. */
function findAmong(users: readonly User[], addresses: readonly string[]): User | undefined {
  const found = addresses
    .map((address) => findUniqueUser(users, address))
    .filter((user) => user !== undefined);
  const [first, ...others] = found;
  if (first === undefined || others.every(({ id }) => sameId(id, first.id))) return first;
  throw codedFailure(
    'person_ambiguous',
    'More than one allowed address is a user, and who accepted is not known',
    {
      facts: { userIds: found.map(({ id }) => id).join(', ') },
    },
  );
}

function assertAllowed(accepted: string, invited: string, allowed: readonly string[]): void {
  if (allowed.some((address) => sameEmail(address, accepted))) return;
  throw codedFailure('wrong_person', 'The invitation was accepted with an address that was not invited', {
    facts: { invited: canonicalEmail(invited), accepted: canonicalEmail(accepted) },
  });
}

/**
 * Whether a member of a group is the person. That a member's id is the user's id is inferred, not documented, so the
 * address counts as well.
 */
export function isPerson(member: Member, person: ConfirmedPerson): boolean {
  return (
    sameId(member.id, person.userId) || (member.email !== undefined && sameEmail(member.email, person.email))
  );
}

/**
 * Step 6. Adds the person to the group and reads the membership back. Answers whether it was there before.
 *
 * The body's `display_name` is sent as the address: where Vultr goes by it and not by `user_id`, a name could mean two
 * people, and an address means one.
 */
export function createAddMember(vultr: VultrClient) {
  return async function addMember(input: AddMemberInput): Promise<{ readonly already: boolean }> {
    const { groupId, person, timings } = input;
    const isMember = async () => {
      const members = await reading(timings, (signal) => vultr.groups.members(groupId, { signal }));
      return members.some((member) => isPerson(member, person));
    };
    if (await isMember()) return { already: true };
    const added = await writing(timings, (signal) =>
      vultr.groups.addMember(groupId, { id: person.userId, name: person.email }, { signal }),
    );
    const seen = await readBack(timings, async () => ((await isMember()) ? true : undefined));
    if (seen !== undefined) return { already: false };
    if (added.refusal !== undefined) {
      throw codedFailure('vultr_refused', added.refusal.message, detailsOf(added.refusal));
    }
    const request = 'POST /v2/groups/{group_id}/members';
    throw notVisibleYet(
      'write_not_visible',
      'Vultr took the membership and the group does not show it',
      { request },
      timings,
    );
  };
}
