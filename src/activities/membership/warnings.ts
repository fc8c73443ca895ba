import { Context } from '@temporalio/activity';
import { sameId } from '../../contract/lib/case-insensitive.ts';
import type { VerifyInput } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError, type VultrErrorKind } from '../../vultr/errors.ts';
import type { PolicyReference, VultrClient } from '../../vultr/types.ts';
import { toCodedFailure } from '../support/vultr-failures.ts';

/** Errors that another attempt would meet again. */
const permanentErrors: ReadonlySet<VultrErrorKind> = new Set([
  'forbidden',
  'refused',
  'not_found',
  'unreadable',
]);

/**
 * Reports access beyond what was requested, and where it comes from: other groups, roles. Nothing is taken away; a
 * reader of the evidence decides. Every grant shows in the effective policies, so nothing else is read unless they
 * contain more than was requested.
 */
export async function warningsFor(
  client: VultrClient,
  { groupId, person, policies, timings }: VerifyInput,
  effective: readonly PolicyReference[],
): Promise<string[]> {
  const notRequested = effective.filter(({ id }) => !policies.some((policy) => sameId(policy.id, id)));
  if (notRequested.length === 0) return [];
  const signal = Context.current().cancellationSignal;
  const groups = await readIfPossible('groups', timings, () =>
    client.users.groups(person.userId, { signal }),
  );
  const roles = await readIfPossible('roles', timings, () => client.users.roles(person.userId, { signal }));
  const warnings = [
    ...notRequested.map(({ id, name }) => `has a policy that was not requested: ${name ?? id}`),
    ...groups.rows
      .filter(({ id, deleted }) => !deleted && !sameId(id, groupId))
      .map(({ name }) => `is in another group as well: ${name}`),
    ...roles.rows.map(({ id, name }) => `has a role that was not requested: ${name ?? id}`),
    ...[groups, roles].flatMap(({ warning }) => warning ?? []),
  ];
  return [...new Set(warnings)];
}

/** The access is proven without these lists, and the key may not be allowed to read them. */
async function readIfPossible<T>(
  name: string,
  timings: Timings,
  read: () => Promise<T[]>,
): Promise<{ readonly rows: readonly T[]; readonly warning?: string }> {
  try {
    return { rows: await read() };
  } catch (error) {
    if (error instanceof VultrError && permanentErrors.has(error.kind)) {
      return { rows: [], warning: `${name} could not be read: ${error.message}` };
    }
    throw toCodedFailure(error, timings);
  }
}
