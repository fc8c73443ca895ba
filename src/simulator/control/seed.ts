import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import { comparable, nameFrom } from '../state/addresses.ts';
import { type PolicyRow, put, userStatuses, type UserRow } from '../state/rows.ts';

/** Things that a test or demo wants to be there, and that no imitated operation makes. */

export const userSeed = z.strictObject({
  email: z.email(),
  name: z.string().optional(),
  status: z.enum(userStatuses).default('active'),
});

/** A user of the organization; one that has the address already gets the name and status. */
export function seedUser(
  { store }: SimulatorContext,
  now: number,
  wanted: z.infer<typeof userSeed>,
): UserRow {
  const address = comparable(wanted.email);
  const old = [...store.truth.users.values()].find((user) => user.address === address);
  const { removedAt: _removedAt, ...kept } = old ?? {
    id: randomUUID(),
    seq: store.nextSeq(),
    email: wanted.email,
    address,
    name: nameFrom(wanted.email),
    root: false,
    apiEnabled: false,
    acls: [],
    invitedAt: now,
    appearsAt: now,
  };
  const user: UserRow = { ...kept, name: wanted.name ?? kept.name, status: wanted.status };
  store.commit(now, [put('users', user)]);
  return user;
}

export const policySeed = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(''),
  managed: z.boolean().default(true),
});

/** A policy more; its name may be one that exists, as nothing says that names are unique. */
export function seedPolicy(
  { store }: SimulatorContext,
  now: number,
  wanted: z.infer<typeof policySeed>,
): PolicyRow {
  const policy: PolicyRow = { id: randomUUID(), seq: store.nextSeq(), ...wanted, createdAt: now };
  store.commit(now, [put('policies', policy)]);
  return policy;
}

export const lifetimeSeed = z.strictObject({ emailSuffix: z.string(), lifetimeMs: z.int().positive() });

/** From now on, invitations and resends to addresses with the suffix live that long. */
export function seedLifetime(
  { store }: SimulatorContext,
  now: number,
  wanted: z.infer<typeof lifetimeSeed>,
): void {
  const { emailSuffix: id, lifetimeMs } = wanted;
  store.commit(now, [put('lifetimes', { id, seq: store.nextSeq(), lifetimeMs })]);
}
