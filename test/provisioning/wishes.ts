import * as fc from 'fast-check';
import type { IdentityProvider, ProvisionedUser } from '../support/identity-provider.ts';

/** What the identity provider wants of a user; `none` if there is to be no user. */
export type Wish = 'none' | { readonly active: boolean; readonly roles: readonly string[] };

/** Samples what is wanted of each user: one to four wishes, one after the other. The same seed samples the same ones. */
export function sampleWishes(roles: readonly string[], users: number, seed: number): Wish[][] {
  const some = fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 });
  const wish = fc.oneof(
    { weight: 6, arbitrary: fc.record({ active: fc.constant(true), roles: some }) },
    { weight: 1, arbitrary: fc.record({ active: fc.constant(false), roles: some }) },
    { weight: 1, arbitrary: fc.constant<Wish>('none') },
  );
  return fc.sample(fc.array(wish, { minLength: 1, maxLength: 4 }), { numRuns: users, seed });
}

/** Changes a user as the wish says, by what differs from the wish before. Returns the `id` that the user then has. */
export async function carryOut(
  provider: IdentityProvider,
  groupIds: ReadonlyMap<string, string>,
  user: { readonly email: string; readonly id: string | undefined; readonly before: Wish },
  wish: Wish,
): Promise<string | undefined> {
  const { email, before } = user;
  if (wish === 'none') {
    if (user.id !== undefined) await provider.removeUser(user.id);
    return undefined;
  }
  const id = user.id ?? (await provider.createUser(email, { active: wish.active }));
  if (before !== 'none' && before.active !== wish.active)
    await provider.updateUser(id, 'active', wish.active ? 'True' : 'False');
  const had = before === 'none' ? [] : before.roles;
  const change = (op: 'Add' | 'Remove', role: string) =>
    provider.changeMembers(groupIds.get(role) ?? '', op, [id]);
  for (const role of had.filter((one) => !wish.roles.includes(one))) await change('Remove', role);
  for (const role of wish.roles.filter((one) => !had.includes(one))) await change('Add', role);
  return id;
}

/** Says how a user differs from what the last wish comes to; `undefined` if it has come about. */
export function differenceFrom(
  wish: Wish,
  email: string,
  user: ProvisionedUser | undefined,
): string | undefined {
  const { state, accessRoles = [], detail = '' } = user ?? {};
  if (isAsWished(wish, state, accessRoles)) return undefined;
  const is = user === undefined ? 'does not exist' : `is ${state} with [${accessRoles.join()}] ${detail}`;
  return `${email} ${is}, and the wish is ${JSON.stringify(wish)}`;
}

function isAsWished(wish: Wish, state: string | undefined, accessRoles: readonly string[]): boolean {
  if (wish === 'none') return state === undefined;
  if (!wish.active) return state === 'left';
  if (wish.roles.length === 0) return state === 'no_role' || state === 'awaiting_group';
  return state === 'access' && accessRoles.toSorted().join() === wish.roles.toSorted().join();
}
