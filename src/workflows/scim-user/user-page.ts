import { formatInstant } from '../../contract/lib/format-instant.ts';
import type { KeptUser } from '../../contract/scim/kept.ts';

/** The page of a user in Temporal's UI, as Markdown. */
export function describeUser({ resource, version, groups, access, removed }: KeptUser): string {
  const lines = [
    `The SCIM user **${String(resource['userName'])}**, version ${version}.${removed ? ' **Deleted.**' : ''}`,
    '',
    `**Access** ${access.state} since ${formatInstant(access.since)}${access.detail === undefined ? '' : `: ${access.detail}`}`,
  ];
  if (groups.length > 0) lines.push('', `**Groups** ${groups.map(({ display }) => display).join(', ')}`);
  return lines.join('\n');
}
