import type { AccessReport } from '../../contract/api/access-report.ts';
import { idKey, sameId } from '../../contract/lib/case-insensitive.ts';
import type { VultrClient } from '../../vultr/types.ts';
import type { TryRead } from './tolerant-reads.ts';
import type { ObservedAccess } from './verdicts.ts';

type Access = AccessReport['access'];

type Named = { readonly id: string; readonly name?: string };

/** Reads everything that can give a user access: the policies of their groups, their effective policies, their roles. */
export async function readAccess(
  client: VultrClient,
  userId: string,
  tryRead: TryRead,
): Promise<{ readonly access: Access } & Pick<ObservedAccess, 'notEffective'>> {
  const [groups, effective, roles] = await Promise.all([
    tryRead('groups of the user', (options) => client.users.groups(userId, options)),
    tryRead('effective policies of the user', (options) => client.users.policies(userId, options)),
    tryRead('roles of the user', (options) => client.users.roles(userId, options)),
  ]);
  const joined = await Promise.all(
    (groups ?? [])
      .filter(({ deleted }) => !deleted)
      .map(async ({ id, name }) => ({
        id,
        name,
        policies: await tryRead(`policies of the group "${name}"`, (options) =>
          client.groups.policies(id, options),
        ),
      })),
  );
  const fromGroups = joined.flatMap(({ policies }) => policies ?? []);
  const nameOf = createNameLookup([...fromGroups, ...(effective ?? [])]);
  const hasAny = fromGroups.length > 0 || (effective ?? []).length > 0 || (roles ?? []).length > 0;
  const allRead = [groups, effective, roles, ...joined.map(({ policies }) => policies)].every(
    (rows) => rows !== undefined,
  );
  const lists = {
    groups: joined.map(({ id, name, policies = [] }) => ({
      id,
      name,
      policies: distinct(policies).map(nameOf),
    })),
    policies: distinct(effective ?? []).map(nameOf),
    roles: distinct(roles ?? []).map(({ id, name }) => name ?? id),
  };
  const groupTexts = lists.groups.map(({ name, policies }, index) => {
    const text = joined[index]?.policies === undefined ? 'policies not read' : policies.join(', ');
    return `"${name}" (${text || 'no policy'})`;
  });
  const observed = [
    groups === undefined ? 'groups not read' : listOr('no group', 'in ', groupTexts),
    effective === undefined
      ? 'effective policies not read'
      : listOr('no effective policy', 'effective policies: ', lists.policies),
    roles === undefined ? 'roles not read' : listOr('no role', 'roles: ', lists.roles),
  ].join('; ');
  return {
    access: { value: hasAny ? true : allRead ? false : null, ...lists, observed },
    notEffective: distinct(fromGroups)
      .filter(({ id }) => effective?.some((one) => sameId(one.id, id)) === false)
      .map(nameOf),
  };
}

/** Some lists leave the name out. Another list may have it; otherwise the ID is shown. */
function createNameLookup(references: readonly Named[]): (reference: Named) => string {
  const names = new Map(
    references.flatMap(({ id, name }) => (name === undefined ? [] : [[idKey(id), name] as const])),
  );
  return ({ id }) => names.get(idKey(id)) ?? id;
}

/** A policy that a user has in two ways can be listed twice. */
function distinct<T extends Named>(references: readonly T[]): T[] {
  return [...new Map(references.map((one) => [idKey(one.id), one])).values()];
}

function listOr(none: string, prefix: string, items: readonly string[]): string {
  return items.length === 0 ? none : `${prefix}${items.join(', ')}`;
}
