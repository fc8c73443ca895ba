import { scimIdOf, scimIdPattern, userWorkflowId } from '../contract/scim/ids.ts';
import type { UserMemo } from '../contract/scim/kept.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, hasType, hasWorkflowId, isOpen } from '../temporal/visibility-query.ts';
import { existing, findUserAt } from './find-kept.ts';

/** Up to so many users are described one by one: a list of them would cost as much. */
const describedAtOnce = 16;
/** So many users are listed with one call, and so many calls are in progress. */
const listedAtOnce = 100;
const listsAtOnce = 4;

/**
 * Returns which of these `id`s belong to no user. Many are looked up in the visibility store first; those that it
 * lacks are described. If a user that it shows was deleted a moment ago, the group finds out, and drops the member.
 */
export async function findUnknownUsers(
  client: OrganizationClient,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const listed = ids.length > describedAtOnce ? await listUsers(client, ids) : new Set<string>();
  const rest = ids.filter((id) => !listed.has(id));
  const unknown = new Set<string>();
  for (const some of chunksOf(rest, describedAtOnce)) {
    const found = await Promise.all(some.map((id) => findUserAt(client, id)));
    for (const [at, id] of some.entries()) {
      const one = found[at];
      if (one === undefined || existing(one) === undefined) unknown.add(id);
    }
  }
  return unknown;
}

async function listUsers(client: OrganizationClient, ids: readonly string[]): Promise<Set<string>> {
  const listed = new Set<string>();
  const wellFormed = ids.filter((id) => scimIdPattern.test(id));
  const chunks = chunksOf(wellFormed, listedAtOnce).values();
  const lane = async () => {
    for (const some of chunks) {
      const isOneOfThem = hasWorkflowId(...some.map(userWorkflowId));
      const condition = allOf(hasType(workflows.scimUser), isOpen, isOneOfThem);
      const page = { size: 2 * listedAtOnce };
      const { executions } = await callTemporal(client, () => client.listPage(condition, page));
      for (const { workflowId, memo } of executions) {
        if (!(memo as Partial<UserMemo>).scimUser?.removed) listed.add(scimIdOf(workflowId));
      }
    }
  };
  await Promise.all(Array.from({ length: listsAtOnce }, lane));
  return listed;
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return chunks;
}
