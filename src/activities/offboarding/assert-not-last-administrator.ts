import { hasId, sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail } from '../../contract/lib/email.ts';
import type { Policy, PolicyReference, User } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import type { VultrSession } from '../support/session.ts';

/**
 * Returns whether the user has an administrators' policy. Throws `last_administrator` if no other active user has one then,
 * directly or through a group. Administrators by a role alone are not looked for: in doubt, the departure is refused.
 *
 * `nameParts`: a policy is an administrators' if its name contains one of them. `effective`: the user's policies, whatever
 * gives them; only if they have names that may be an administrators', or no names, further requests are made.
 */
export async function assertNotLastAdministrator(
  vultr: VultrSession,
  user: User,
  users: readonly User[],
  nameParts: readonly string[],
  effective: readonly PolicyReference[],
): Promise<boolean> {
  const isAdministrators = (name: string) =>
    nameParts.some((part) => name.toLowerCase().includes(part.toLowerCase()));
  if (effective.every(({ name }) => name !== undefined && !isAdministrators(name))) return false;
  const policies = (await vultr.policies.list()).filter(({ name }) => isAdministrators(name));
  const ids = policies.map(({ id }) => id);
  if (!effective.some(({ id }) => hasId(ids, id))) return false;
  const others = users.filter(
    (one) => !sameId(one.id, user.id) && one.activity === 'active' && !one.serviceUser,
  );
  for (const policy of policies) {
    if (await anyHolds(vultr, policy, others)) return true;
  }
  throw codedFailure('last_administrator', 'No other active user may manage users', {
    facts: {
      userId: user.id,
      email: canonicalEmail(user.email),
      policies: policies.map(({ name }) => name).join(', '),
    },
  });
}

async function anyHolds(vultr: VultrSession, { id }: Policy, users: readonly User[]): Promise<boolean> {
  const ids = users.map((user) => user.id);
  const direct = await vultr.policies.users(id);
  if (direct.some((one) => hasId(ids, one.id))) return true;
  for (const group of await vultr.policies.groups(id)) {
    const members = await vultr.groups.members(group.id);
    const emails = new Set(
      members.flatMap(({ email }) => (email === undefined ? [] : [canonicalEmail(email)])),
    );
    const isMember = (one: User) =>
      members.some((member) => sameId(member.id, one.id)) || emails.has(canonicalEmail(one.email));
    if (users.some(isMember)) return true;
  }
  return false;
}
