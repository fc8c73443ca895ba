import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow } from '@temporalio/common';
import { scimIdOf } from '../contract/scim/ids.ts';
import { scimKeysAttribute } from '../contract/temporal/search-attributes.ts';
import type { WorkflowDefinition } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasType, hasValue, isOpen } from '../temporal/visibility-query.ts';

/** Longer than the visibility store is behind: 66 ms at most were measured. */
const lagMs = 250;

/** More than have one external ID or email at any identity provider. */
const mostMatches = 100;

/**
 * Finds resources by a value of `ScimKeys`. The visibility store only says where to look: `read` returns what is there now, or
 * `undefined` if that does not match. A miss is asked once more.
 */
export async function findByKey<Item, Signature extends Workflow>(
  client: OrganizationClient,
  definition: WorkflowDefinition<Signature>,
  key: string,
  read: (id: string) => Promise<Item | undefined>,
): Promise<Item[]> {
  const condition = allOf(hasType(definition), hasValue(scimKeysAttribute, key), isOpen);
  const look = async () => {
    const { executions } = await callTemporal(client, () =>
      client.listPage(condition, { size: mostMatches }),
    );
    const ids = new Set(executions.map(({ workflowId }) => scimIdOf(workflowId)));
    const items = await Promise.all([...ids].map(read));
    return items.filter((item) => item !== undefined);
  };
  const found = await look();
  if (found.length > 0) return found;
  await sleep(lagMs);
  return look();
}
