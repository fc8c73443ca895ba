import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import { HttpError } from '../http.ts';
import { nameFromEmail, normalizeEmail } from '../state/emails.ts';
import {
  type PolicyRow,
  put,
  type RoleRow,
  roleTypes,
  type SessionRow,
  userStatuses,
  type UserRow,
} from '../state/rows.ts';

/** Creates what a test or demo needs and no imitated operation creates. */

export const userSeedSchema = z.strictObject({
  email: z.email(),
  name: z.string().optional(),
  status: z.enum(userStatuses).default('active'),
});

/** Creates a user of the organization, or gives an existing user with the email the name and status. */
export function seedUser(
  { store }: SimulatorContext,
  now: number,
  seed: z.infer<typeof userSeedSchema>,
): UserRow {
  const normalizedEmail = normalizeEmail(seed.email);
  const old = [...store.current.users.values()].find((user) => user.normalizedEmail === normalizedEmail);
  const {
    removedAt: _removedAt,
    suspendedAt: _suspendedAt,
    formerAccess: _formerAccess,
    ...kept
  }: UserRow = old ?? {
    id: randomUUID(),
    seq: store.nextSeq(),
    email: seed.email,
    normalizedEmail,
    name: nameFromEmail(seed.email),
    status: seed.status,
    root: false,
    apiEnabled: false,
    acls: [],
    invitedAt: now,
    appearsAt: now,
  };
  const user: UserRow = {
    ...kept,
    name: seed.name ?? kept.name,
    status: seed.status,
    ...(seed.status === 'suspended' ? { suspendedAt: now } : {}),
  };
  store.commit(now, [put('users', user)]);
  return user;
}

export const policySeedSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(''),
  managed: z.boolean().default(true),
});

/** Creates another policy. Its name may already exist: nothing says that names are unique. */
export function seedPolicy(
  { store }: SimulatorContext,
  now: number,
  seed: z.infer<typeof policySeedSchema>,
): PolicyRow {
  const policy: PolicyRow = { id: randomUUID(), seq: store.nextSeq(), ...seed, createdAt: now };
  store.commit(now, [put('policies', policy)]);
  return policy;
}

export const roleSeedSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(''),
  type: z.enum(roleTypes).default('assignable'),
});

/** Creates a role, which users can then be given. */
export function seedRole(
  { store }: SimulatorContext,
  now: number,
  seed: z.infer<typeof roleSeedSchema>,
): RoleRow {
  const role: RoleRow = { id: randomUUID(), seq: store.nextSeq(), ...seed, createdAt: now };
  store.commit(now, [put('roles', role)]);
  return role;
}

export const sessionSeedSchema = z.strictObject({
  userId: z.string(),
  roleId: z.string(),
  lifetimeMs: z.int().positive().default(3_600_000),
});

/** Lets a user assume a role. Throws `HttpError` 404 if there is no such user or role. */
export function seedSession(
  { store }: SimulatorContext,
  now: number,
  { userId, roleId, lifetimeMs }: z.infer<typeof sessionSeedSchema>,
): SessionRow {
  const { users, roles } = store.current;
  if (!users.has(userId) || !roles.has(roleId)) throw new HttpError(404, 'User or role not found.');
  const session: SessionRow = {
    id: randomUUID(),
    seq: store.nextSeq(),
    token: `session-${randomBytes(16).toString('hex')}`,
    userId,
    roleId,
    assumedAt: now,
    expiresAt: now + lifetimeMs,
  };
  store.commit(now, [put('sessions', session)]);
  return session;
}

export const lifetimeSeedSchema = z.strictObject({ emailSuffix: z.string(), lifetimeMs: z.int().positive() });

/** Sets how long invitations and resends to emails with the suffix are valid from now on. */
export function seedLifetime(
  { store }: SimulatorContext,
  now: number,
  { emailSuffix, lifetimeMs }: z.infer<typeof lifetimeSeedSchema>,
): void {
  store.commit(now, [put('lifetimes', { id: emailSuffix, seq: store.nextSeq(), lifetimeMs })]);
}
