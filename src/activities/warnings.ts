import type { VerifyInput } from '../contract/step-data.ts';
import { VultrError } from '../vultr/errors.ts';
import type { Group, PolicyReference, VultrClient } from '../vultr/types.ts';
import { sameId } from './same-id.ts';

/**
 * Access beyond what was asked for: groups, policies and roles of the person that come from elsewhere. Nothing is
 * taken away; whoever reads the evidence decides.
 */
export async function warningsFor(
  vultr: VultrClient,
  { groupId, person, policies }: VerifyInput,
  groups: readonly Group[],
  effective: readonly PolicyReference[],
): Promise<string[]> {
  const warnings = [
    ...groups
      .filter(({ id, deleted }) => !deleted && !sameId(id, groupId))
      .map(({ name }) => `is in another group as well: ${name}`),
    ...effective
      .filter(({ id }) => !policies.some((policy) => sameId(policy.id, id)))
      .map(({ id, name }) => `has a policy that was not asked for: ${name ?? id}`),
  ];
  try {
    const roles = await vultr.users.roles(person.userId);
    warnings.push(...roles.map(({ id, name }) => `has a role that was not asked for: ${name ?? id}`));
  } catch (error) {
    // The access is proven without the roles, and a key may not be allowed to read them.
    if (!(error instanceof VultrError)) throw error;
    warnings.push(`roles could not be read: ${error.message}`);
  }
  return [...new Set(warnings)];
}
