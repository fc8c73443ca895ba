import { Context } from '@temporalio/activity';
import type { VerifyInput } from '../contract/step-data.ts';
import { VultrError, type VultrErrorKind } from '../vultr/errors.ts';
import type { Group, PolicyReference, VultrClient } from '../vultr/types.ts';
import { sameId } from './same-id.ts';
import { toCodedFailure } from './vultr-calls.ts';

const unreadableForGood: ReadonlySet<VultrErrorKind> = new Set([
  'forbidden',
  'refused',
  'not_found',
  'unreadable',
]);

/**
 * Access beyond what was asked for: groups, policies and roles of the person that come from elsewhere. Nothing is
 * taken away; whoever reads the evidence decides.
 */
export async function warningsFor(
  vultr: VultrClient,
  { groupId, person, policies, timings }: VerifyInput,
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
    const signal = Context.current().cancellationSignal;
    const roles = await vultr.users.roles(person.userId, { signal });
    warnings.push(...roles.map(({ id, name }) => `has a role that was not asked for: ${name ?? id}`));
  } catch (error) {
    // The access is proven without the roles, and a key may not be allowed to read them.
    if (!(error instanceof VultrError) || !unreadableForGood.has(error.kind))
      throw toCodedFailure(error, timings);
    warnings.push(`roles could not be read: ${error.message}`);
  }
  return [...new Set(warnings)];
}
