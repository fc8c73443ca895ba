import { Context } from '@temporalio/activity';
import type { VerifyInput } from '../../contract/temporal/step-data.ts';
import { VultrError, type VultrErrorKind } from '../../vultr/errors.ts';
import type { PolicyReference, VultrClient } from '../../vultr/types.ts';
import { sameId } from '../support/same-id.ts';
import { toCodedFailure } from '../support/vultr-calls.ts';

const unreadableForGood: ReadonlySet<VultrErrorKind> = new Set([
  'forbidden',
  'refused',
  'not_found',
  'unreadable',
]);

/**
 * Access beyond what was asked for, and where it comes from: other groups, roles. Nothing is taken away; whoever reads
 * the evidence decides. Every grant shows among the effective policies, so these say whether there is anything to look for.
 */
export async function warningsFor(
  vultr: VultrClient,
  { groupId, person, policies, timings }: VerifyInput,
  effective: readonly PolicyReference[],
): Promise<string[]> {
  const notAskedFor = effective.filter(({ id }) => !policies.some((policy) => sameId(policy.id, id)));
  if (notAskedFor.length === 0) return [];
  const signal = Context.current().cancellationSignal;
  const groups = await readable('groups', timings, () => vultr.users.groups(person.userId, { signal }));
  const roles = await readable('roles', timings, () => vultr.users.roles(person.userId, { signal }));
  const warnings = [
    ...notAskedFor.map(({ id, name }) => `has a policy that was not asked for: ${name ?? id}`),
    ...groups.rows
      .filter(({ id, deleted }) => !deleted && !sameId(id, groupId))
      .map(({ name }) => `is in another group as well: ${name}`),
    ...roles.rows.map(({ id, name }) => `has a role that was not asked for: ${name ?? id}`),
    ...[groups, roles].flatMap(({ unreadable }) => unreadable ?? []),
  ];
  return [...new Set(warnings)];
}

/** The access is proven without these, and a key may not be allowed to read them. */
async function readable<T>(
  what: string,
  timings: VerifyInput['timings'],
  read: () => Promise<T[]>,
): Promise<{ readonly rows: readonly T[]; readonly unreadable?: string }> {
  try {
    return { rows: await read() };
  } catch (error) {
    if (!(error instanceof VultrError) || !unreadableForGood.has(error.kind)) {
      throw toCodedFailure(error, timings);
    }
    return { rows: [], unreadable: `${what} could not be read: ${error.message}` };
  }
}
