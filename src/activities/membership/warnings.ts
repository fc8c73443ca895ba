import { sameId } from '../../contract/lib/case-insensitive.ts';
import type { GrantedAccess } from '../../contract/temporal/grant.ts';
import { VultrError, type VultrErrorKind } from '../../vultr/errors.ts';
import type { CallOptions, PolicyReference, VultrClient } from '../../vultr/types.ts';
import type { VultrSession } from '../support/session.ts';
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
  vultr: VultrSession,
  { groups: wanted, person }: GrantedAccess,
  effective: readonly PolicyReference[],
): Promise<string[]> {
  const policies = wanted.flatMap((group) => group.policies);
  const notRequested = effective.filter(({ id }) => !policies.some((policy) => sameId(policy.id, id)));
  if (notRequested.length === 0) return [];
  const groups = await readIfPossible('groups', vultr, (options) =>
    client.users.groups(person.userId, options),
  );
  const roles = await readIfPossible('roles', vultr, (options) => client.users.roles(person.userId, options));
  const warnings = [
    ...notRequested.map(({ id, name }) => `has a policy that was not requested: ${name ?? id}`),
    ...groups.rows
      .filter(({ id, deleted }) => !deleted && !wanted.some(({ groupId }) => sameId(id, groupId)))
      .map(({ name }) => `is in another group as well: ${name}`),
    ...roles.rows.map(({ id, name }) => `has a role that was not requested: ${name ?? id}`),
    ...[groups, roles].flatMap(({ warning }) => warning ?? []),
  ];
  return [...new Set(warnings)];
}

/** The access is proven without these lists, and the key may not be allowed to read them. */
async function readIfPossible<T>(
  name: string,
  { timings, signal }: VultrSession,
  read: (options: CallOptions) => Promise<T[]>,
): Promise<{ readonly rows: readonly T[]; readonly warning?: string }> {
  try {
    return { rows: await read({ signal }) };
  } catch (error) {
    if (error instanceof VultrError && permanentErrors.has(error.kind)) {
      return { rows: [], warning: `${name} could not be read: ${error.message}` };
    }
    throw toCodedFailure(error, timings);
  }
}
