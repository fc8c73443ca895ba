import type { Role } from '../../contract/config/roles.ts';
import { plural } from '../../contract/lib/plural.ts';
import { isMapped, isNamed } from '../../contract/scim/resolve-target.ts';
import type { StoredGroup } from '../../contract/scim/resource.ts';
import { type Finding, ok, warning } from './finding.ts';

export type PushedGroup = Pick<StoredGroup, 'displayName' | 'externalId'>;

/** How many names a finding lists. */
const namesShown = 10;

/** Compares the groups that an identity provider has pushed with those that the roles file names, in both directions. */
export function checkScimGroups(groups: readonly PushedGroup[], roles: readonly Role[]): Finding[] {
  if (groups.length === 0) return [];
  const pushed = groups.map(({ displayName: display, externalId }) =>
    externalId === undefined ? { display } : { display, externalId },
  );
  const unmapped = pushed.filter((group) => !isMapped(group, roles)).map(({ display }) => display);
  const named = roles.flatMap(({ when }) => when?.scimGroups ?? []);
  const missing = named.filter((name) => !pushed.some((group) => isNamed(group, name)));
  const findings = [
    ...(unmapped.length === 0
      ? []
      : [
          warning(
            `no role names ${plural(unmapped.length, 'SCIM group')}: ${listed(unmapped)}`,
            'Name each in `when` of a role, or do not push it: membership gives nothing.',
          ),
        ]),
    ...(missing.length === 0
      ? []
      : [
          warning(
            `roles name ${plural(missing.length, 'SCIM group')} that no identity provider has pushed: ${listed(missing)}`,
            'Compare the spelling with the identity provider, or push the group.',
          ),
        ]),
  ];
  return findings.length > 0
    ? findings
    : [ok(`a role names each of the ${plural(groups.length, 'SCIM group')}`)];
}

function listed(names: readonly string[]): string {
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  return `${names
    .slice(0, namesShown)
    .map((name) => `"${name}"`)
    .join(', ')}${more}`;
}
