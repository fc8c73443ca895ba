import { setTimeout as sleep } from 'node:timers/promises';
import { personChangedSignal } from '../contract/temporal/messages.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasType, isOpen } from '../temporal/visibility-query.ts';

/** The workers of an organization read their copies of the file within moments of each other. */
const othersReadMs = 10_000;

/**
 * Has every SCIM user look again, because the roles file has changed. Each worker that has read the change does so, and the
 * last of them when every other has read it as well.
 */
export async function remindUsers(client: OrganizationClient, afterMs = othersReadMs): Promise<void> {
  await sleep(afterMs, undefined, { ref: false });
  const users = allOf(hasType(workflows.scimUser), isOpen);
  await client.signalAll(users, personChangedSignal, 'the roles file has changed');
}
