import { sameId } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import type { Member } from '../../vultr/types.ts';

/**
 * Whether a member of a group is the person. That a member's ID is the user's ID is inferred and not documented, so the
 * email counts as well.
 */
export function isPerson(member: Member, { userId, email }: ConfirmedPerson): boolean {
  return sameId(member.id, userId) || (member.email !== undefined && sameEmail(member.email, email));
}
