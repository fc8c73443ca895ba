import { hasId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { SurveyInput } from '../../contract/temporal/offboarding.ts';
import type { Invitation, User } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';

/**
 * Throws if nothing must be taken from the user: `protected_person`, `service_user` or, if the order does not say
 * otherwise, `not_brought_in_here`. `users` are all users of the organization.
 */
export function judgeLeaver(
  input: SurveyInput,
  user: User,
  users: readonly User[],
  invitations: readonly Invitation[],
): void {
  const facts = { userId: user.id, email: canonicalEmail(user.email) };
  const own = invitations.filter(({ id }) => hasId(input.ownInvitationIds, id));
  const service = [...input.serviceAddresses, ...own.flatMap(({ inviterEmail }) => inviterEmail ?? [])];

  // The addresses of the order count as well: an account may have been renamed to escape the list.
  if ([user.email, ...input.addresses].some((email) => isOne(input.protectedAddresses, email))) {
    throw codedFailure('protected_person', 'The address is protected', { facts });
  }
  if (isOne(service, user.email)) {
    throw codedFailure('protected_person', 'The user owns the key of this service', { facts });
  }
  if (user.serviceUser) throw codedFailure('service_user', 'The user is a service user', { facts });
  if (isRoot(user, users)) {
    const message = 'The user was never invited, as only the root user is';
    throw codedFailure('protected_person', message, { facts });
  }
  const invitedHere = user.invitedBy !== undefined && isOne(service, user.invitedBy);
  if (!input.broughtInHere && !invitedHere && !input.evenIfNotBroughtInHere) {
    throw codedFailure('not_brought_in_here', 'This service did not bring the person in', { facts });
  }
}

function isOne(addresses: readonly string[], email: string): boolean {
  return addresses.some((address) => sameEmail(address, email));
}

/**
 * Vultr marks the root user with no key. But it says of others by whom they were invited, and the root user was never
 * invited. If it says so of no user, this cannot tell, and Vultr itself refuses to suspend or remove the root user.
 */
function isRoot({ invitedBy }: User, users: readonly User[]): boolean {
  return invitedBy === undefined && users.some((other) => other.invitedBy !== undefined);
}
