import type { Workflow } from '@temporalio/common';
import { ProblemError } from '../contract/api/problems.ts';
import { scimLimits } from '../contract/scim/limits.ts';
import type { WorkflowDefinition } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasType, isOpen } from '../temporal/visibility-query.ts';
import { PeopleError } from './people-error.ts';

/**
 * Lists what `toItem` makes of every resource of one type, as the visibility store shows them: a moment behind, and during a
 * continue-as-new possibly twice. Fails instead of leaving out what cannot be read, because an identity provider takes
 * what a list lacks for deleted. Throws `too_many` and `unreadable`.
 */
export async function listAll<Item, Signature extends Workflow>(
  client: OrganizationClient,
  definition: WorkflowDefinition<Signature>,
  toItem: (row: Execution) => Item | undefined,
  { pageSize }: { readonly pageSize: number },
): Promise<Item[]> {
  const items: Item[] = [];
  const condition = allOf(hasType(definition), isOpen);
  const options = { size: pageSize };
  let token: Uint8Array | undefined;
  do {
    const page = await callTemporal(
      client,
      () => client.listPage(condition, token === undefined ? options : { ...options, token }),
      pageTimeoutMs,
    );
    for (const row of page.executions) {
      if (row.unreadable !== undefined) throw new ProblemError('unreadable', row.unreadable.reason);
      const item = toItem(row);
      if (item !== undefined) items.push(item);
    }
    if (items.length > scimLimits.scan) {
      const detail = `There are more than ${scimLimits.scan}. Filter by id, userName, displayName, externalId or email with eq.`;
      throw new PeopleError('too_many', detail);
    }
    token = page.nextPageToken;
  } while (token.length > 0);
  return items;
}

/** A page of a thousand resources takes half a second. */
const pageTimeoutMs = 15_000;
