import { canonicalEmail } from '../../contract/lib/email.ts';
import { idKey } from '../../contract/lib/case-insensitive.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { type Grant, grantedUserIds } from '../../contract/temporal/person-record.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, isOpen, workflowIdStartsWith } from '../../temporal/visibility-query.ts';
import { isErasedMemo, isPersonMemo } from '../view.ts';

/** A person to whom this service gave access to a group. */
export type ExpectedMember = { readonly personId: string; readonly email: string; readonly grant: Grant };

/** What this service remembers of the people of an organization. */
export type ExpectedAccess = {
  /** Those who were given access, by the ID of the group in lower case. */
  readonly byGroup: ReadonlyMap<string, readonly ExpectedMember[]>;
  /** User IDs and emails of people whose access is changing, in the spelling of `idKey` and `canonicalEmail`. */
  readonly changing: ReadonlySet<string>;
  readonly people: number;
  readonly inProgress: number;
  readonly unreadable: number;
  /** False if a limit was reached before everyone was read. */
  readonly complete: boolean;
};

export type ReadLimits = { readonly people: number; readonly ms: number };

/** The memo of a person can have a hundred kilobytes. */
const pageSize = 200;

/** Reads everyone of whom this service remembers something, page by page, up to the limits. */
export async function readExpectedAccess(
  client: OrganizationClient,
  limits: ReadLimits,
): Promise<ExpectedAccess> {
  const endsAt = performance.now() + limits.ms;
  const byGroup = new Map<string, ExpectedMember[]>();
  const changing = new Set<string>();
  const count = { people: 0, inProgress: 0, unreadable: 0 };
  const everyone = client.listAll(allOf(workflowIdStartsWith('person-'), isOpen), { size: pageSize });
  for await (const { workflowId: personId, type, memo, unreadable } of everyone) {
    if (count.people + count.inProgress >= limits.people || performance.now() > endsAt) {
      return { byGroup, changing, ...count, complete: false };
    }
    if (unreadable !== undefined) count.unreadable++;
    if (isErasedMemo(memo) || !isPersonMemo(memo)) continue;
    // Between two flows, the register is the open execution.
    if (type !== workflows.person.name) {
      count.inProgress++;
      for (const key of keysOf(memo)) changing.add(key);
      continue;
    }
    count.people++;
    for (const grant of memo.record.grants) {
      const key = idKey(grant.group.id);
      const known = byGroup.get(key);
      const member = { personId, email: memo.view.email, grant };
      if (known === undefined) byGroup.set(key, [member]);
      else known.push(member);
    }
  }
  return { byGroup, changing, ...count, complete: true };
}

/** Everything by which Vultr may show a person. */
function keysOf({ view, record }: PersonMemo): string[] {
  const { request, approvedAddresses = [] } = record;
  const emails = [view.email, ...(request?.allowedAddresses ?? []), ...approvedAddresses];
  return [...emails.map(canonicalEmail), ...grantedUserIds(record).map(idKey)];
}
