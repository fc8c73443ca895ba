import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import { nameFromEmail, normalizeEmail } from '../state/emails.ts';
import { type PolicyRow, put, userStatuses, type UserRow } from '../state/rows.ts';

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

export const lifetimeSeedSchema = z.strictObject({ emailSuffix: z.string(), lifetimeMs: z.int().positive() });

/** Sets how long invitations and resends to emails with the suffix are valid from now on. */
export function seedLifetime(
  { store }: SimulatorContext,
  now: number,
  { emailSuffix, lifetimeMs }: z.infer<typeof lifetimeSeedSchema>,
): void {
  store.commit(now, [put('lifetimes', { id: emailSuffix, seq: store.nextSeq(), lifetimeMs })]);
}
