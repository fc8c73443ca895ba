import { randomUUID } from 'node:crypto';
import { defined } from '../../contract/lib/optional.ts';
import type { SimulatorContext } from '../context.ts';
import { HttpError } from '../http.ts';
import { nameFromEmail, normalizeEmail } from '../state/emails.ts';
import { isExpired } from '../state/invitations.ts';
import {
  type Change,
  type FormerAccess,
  type InvitationRow,
  put,
  type UserKeyRow,
  type UserRow,
} from '../state/rows.ts';
import type { Store } from '../state/store.ts';
import { newUserKey } from '../vultr/user-keys.ts';

export type Acceptance = {
  readonly invitation: InvitationRow;
  readonly user: UserRow;
  /** Created if the invitation requested API access. */
  readonly userKey?: UserKeyRow;
};

/**
 * Does what happens when a person follows the link in the email while logged in to the account `email` (by default the
 * invited email): the account becomes an active user of the organization. Throws `HttpError`: 404 if there is no such
 * invitation, 409 if it was already accepted, 410 if it has expired.
 */
export function accept(
  { store, dialect }: SimulatorContext,
  now: number,
  id: string,
  email?: string,
): Acceptance {
  const old = store.current.invitations.get(id);
  if (old === undefined) throw new HttpError(404, 'Invitation not found.');
  if (old.status === 'Accepted') throw new HttpError(409, 'This invitation has already been accepted.');
  if (isExpired(old, now)) throw new HttpError(410, 'This invitation has expired.');
  const registeredEmail = email ?? old.email;
  const {
    removedAt,
    suspendedAt: _suspendedAt,
    formerAccess,
    ...account
  } = findOrCreateAccount(store, old, registeredEmail, now);
  const user: UserRow = {
    ...account,
    status: 'active',
    apiEnabled: account.apiEnabled || old.apiEnabled,
    invitedAt: old.createdAt,
    appearsAt: removedAt === undefined ? account.appearsAt : now + dialect.userRowDelayMs,
  };
  const invitation: InvitationRow = { ...old, status: 'Accepted', respondedAt: now, registeredEmail };
  const userKey = old.apiEnabled
    ? newUserKey(user.id, 'Created on acceptance', now, store.nextSeq())
    : undefined;
  store.commit(now, [
    put('invitations', invitation),
    put('users', user),
    ...(userKey === undefined ? [] : [put('userKeys', userKey)]),
    ...(dialect.reinvitedAccess === 'revived' ? restore(formerAccess) : []),
  ]);
  return { invitation, user, ...defined({ userKey }) };
}

function restore(access: FormerAccess | undefined): Change[] {
  const members = access?.members.map((member) => put('members', member)) ?? [];
  const policies = access?.policies.map((policy) => put('userPolicies', policy)) ?? [];
  return [...members, ...policies, ...(access?.roles?.map((role) => put('userRoles', role)) ?? [])];
}

/**
 * Returns the account with the email, even if it was removed from the organization, or a new one that is not in it yet.
 */
function findOrCreateAccount(store: Store, invitation: InvitationRow, email: string, now: number): UserRow {
  const normalizedEmail = normalizeEmail(email);
  const account = [...store.current.users.values()].find((user) => user.normalizedEmail === normalizedEmail);
  if (account !== undefined) return account;
  // Two invitations to one email share the user's id, so accepting the first may have used it already.
  const id = store.current.users.has(invitation.userId) ? randomUUID() : invitation.userId;
  return {
    id,
    seq: store.nextSeq(),
    email,
    normalizedEmail,
    name: nameFromEmail(email),
    status: 'pending',
    root: false,
    apiEnabled: false,
    acls: [],
    appearsAt: now,
    removedAt: now,
  };
}
