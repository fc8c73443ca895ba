import { randomUUID } from 'node:crypto';
import type { SimulatorContext } from '../context.ts';
import { comparable, nameFrom } from '../state/addresses.ts';
import { isExpired } from '../state/invitations.ts';
import { type InvitationRow, put, type UserKeyRow, type UserRow } from '../state/rows.ts';
import type { Store } from '../state/store.ts';
import { HttpError } from '../vultr/call.ts';
import { newUserKey } from '../vultr/user-keys.ts';

export type Acceptance = {
  readonly invitation: InvitationRow;
  readonly user: UserRow;
  /** Made where the invitation asked for API access. */
  readonly userKey?: UserKeyRow;
};

/**
 * What happens when a person follows the link in the mail, logged in to the account `email` (by default the invited
 * address): the account becomes an active user of the organization. Throws `Refusal`: 404, 409 accepted already,
 * 410 expired.
 */
export function accept(
  { store, dialect }: SimulatorContext,
  now: number,
  id: string,
  email?: string,
): Acceptance {
  const old = store.truth.invitations.get(id);
  if (old === undefined) throw new HttpError(404, 'There is no such invitation.');
  if (old.status === 'Accepted') throw new HttpError(409, 'This invitation has been accepted already.');
  if (isExpired(old, now)) throw new HttpError(410, 'This invitation has expired.');
  const registeredEmail = email ?? old.email;
  const { removedAt, ...account } = accountOf(store, old, registeredEmail, now);
  const user: UserRow = {
    ...account,
    status: 'active',
    apiEnabled: account.apiEnabled || old.apiEnabled,
    invitedAt: old.createdAt,
    appearsAt: removedAt === undefined ? account.appearsAt : now + dialect.userRowDelayMs,
  };
  const invitation: InvitationRow = { ...old, status: 'Accepted', respondedAt: now, registeredEmail };
  const made = old.apiEnabled
    ? { userKey: newUserKey(user.id, 'Made on acceptance', now, store.nextSeq()) }
    : {};
  const keys = Object.values(made).map((key) => put('userKeys', key));
  store.commit(now, [put('invitations', invitation), put('users', user), ...keys]);
  return { invitation, user, ...made };
}

/** The account of that address, also where it was taken out of the organization; else a new one, still outside. */
function accountOf(store: Store, invitation: InvitationRow, email: string, now: number): UserRow {
  const address = comparable(email);
  const account = [...store.truth.users.values()].find((user) => user.address === address);
  if (account !== undefined) return account;
  // A second invitation to one address shares the id with the first, whose acceptance may have used it up.
  const id = store.truth.users.has(invitation.userId) ? randomUUID() : invitation.userId;
  const nothingYet = { status: 'pending', root: false, apiEnabled: false, acls: [] } as const;
  const name = nameFrom(email);
  return { id, seq: store.nextSeq(), email, address, name, ...nothingYet, appearsAt: now, removedAt: now };
}
