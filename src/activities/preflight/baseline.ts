import { createHash } from 'node:crypto';
import { hasId, idKey } from '../../contract/lib/case-insensitive.ts';
import { sameEmail } from '../../contract/lib/email.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Baseline } from '../../contract/temporal/step-data.ts';
import type { Invitation, User } from '../../vultr/types.ts';

/**
 * In larger organizations the hashes would swell the history of every onboarding, so they are left out. A user who
 * accepts with another email then needs an operator's decision.
 */
const maxUsersRemembered = 2_000;

/**
 * Four bytes cost 6 characters of history per user. With 2,000 users, the hash of a newcomer equals that of a member
 * with a probability of 1 in 2,000,000; the newcomer would then stay.
 */
const bytesPerUser = 4;

/**
 * Records what existed before the onboarding wrote anything. `addresses` begins with the invited email. The caller adds
 * `inGroups`, which takes requests of its own.
 */
export function captureBaseline(
  addresses: readonly string[],
  users: readonly User[],
  invitations: readonly Invitation[],
): Omit<Baseline, 'inGroups'> {
  const [invited = ''] = addresses;
  return {
    addresses,
    userIds: users
      .filter(({ email, pending }) => !pending && addresses.some((address) => sameEmail(address, email)))
      .map(({ id }) => id),
    ...defined({ users: hashAll(users) }),
    invitationIds: invitations.filter(({ email }) => sameEmail(email, invited)).map(({ id }) => id),
  };
}

/** Returns a few bytes for the ID of each user in the organization, or `undefined` if there are too many. */
function hashAll(users: readonly User[]): string | undefined {
  const members = users.filter(({ pending }) => !pending);
  if (members.length > maxUsersRemembered) return undefined;
  return Buffer.concat(members.map(({ id }) => hash(id))).toString('base64');
}

/** Whether the user was in the organization before the onboarding; `undefined` if that cannot be known. */
export function existedBefore({ userIds, users, addresses }: Baseline, user: User): boolean | undefined {
  if (hasId(userIds, user.id)) return true;
  // By the ID and not by the email, which may have been changed since.
  if (users !== undefined) return contains(Buffer.from(users, 'base64'), hash(user.id));
  return addresses.some((address) => sameEmail(address, user.email)) ? false : undefined;
}

function contains(hashes: Buffer, wanted: Buffer): boolean {
  for (let at = 0; at < hashes.length; at += bytesPerUser) {
    if (hashes.subarray(at, at + bytesPerUser).equals(wanted)) return true;
  }
  return false;
}

function hash(userId: string): Buffer {
  return createHash('sha256').update(idKey(userId)).digest().subarray(0, bytesPerUser);
}
