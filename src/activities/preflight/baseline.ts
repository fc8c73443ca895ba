import { createHash } from 'node:crypto';
import { sameEmail } from '../../contract/lib/email.ts';
import type { Baseline } from '../../contract/temporal/step-data.ts';
import type { Invitation, User } from '../../vultr/types.ts';
import { hasId } from '../support/same-id.ts';

/** Above this, the hashes would swell the history of every run; who accepts with a foreign address is then unclear. */
const maxUsersRemembered = 2_000;
const bytesPerUser = 4;

/**
 * What was there before the run wrote anything. `addresses` begins with the invited one. `inGroup` is for the caller
 * to add: it takes a request of its own.
 */
export function captureBaseline(
  addresses: readonly string[],
  users: readonly User[],
  invitations: readonly Invitation[],
): Omit<Baseline, 'inGroup'> {
  const [invited = ''] = addresses;
  const hashes = hashesOf(users);
  return {
    addresses,
    userIds: users
      .filter(({ email, pending }) => !pending && addresses.some((address) => sameEmail(address, email)))
      .map(({ id }) => id),
    ...(hashes === undefined ? {} : { users: hashes }),
    invitationIds: invitations.filter(({ email }) => sameEmail(email, invited)).map(({ id }) => id),
  };
}

/** Who is in the organization: a few bytes of each id. `undefined` for an organization that is too large. */
function hashesOf(users: readonly User[]): string | undefined {
  const members = users.filter(({ pending }) => !pending);
  if (members.length > maxUsersRemembered) return undefined;
  return Buffer.concat(members.map(({ id }) => hashOf(id))).toString('base64');
}

/** Whether the user was in the organization before the run; `undefined` where that cannot be known. */
export function existedBefore({ userIds, users, addresses }: Baseline, user: User): boolean | undefined {
  if (hasId(userIds, user.id)) return true;
  // By the id and not by the address, which may have been changed since.
  if (users !== undefined) return contains(Buffer.from(users, 'base64'), hashOf(user.id));
  return addresses.some((address) => sameEmail(address, user.email)) ? false : undefined;
}

function contains(hashes: Buffer, wanted: Buffer): boolean {
  for (let at = 0; at < hashes.length; at += bytesPerUser) {
    if (hashes.subarray(at, at + bytesPerUser).equals(wanted)) return true;
  }
  return false;
}

function hashOf(userId: string): Buffer {
  return createHash('sha256').update(userId.toLowerCase()).digest().subarray(0, bytesPerUser);
}
