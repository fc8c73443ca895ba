import { ProblemError } from '../contract/api/problems.ts';
import { groupWorkflowId, scimIdPattern, userWorkflowId } from '../contract/scim/ids.ts';
import type { GroupMemo, KeptGroup, KeptName, KeptUser, NameMemo, UserMemo } from '../contract/scim/kept.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import { callTemporal } from '../onboardings/call-temporal.ts';
import { isOpenExecution } from '../temporal/execution.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { PeopleError } from './people-error.ts';

/** What runs where a resource with this `id` would: the resource, the reservation of its name, or nothing. */
export type Found<Kept> =
  | { readonly kind: 'resource'; readonly kept: Kept; readonly execution: OwnExecution }
  | { readonly kind: 'name'; readonly name: KeptName; readonly execution: OwnExecution }
  | { readonly kind: 'nothing' };

export type FoundResource<Kept> = Extract<Found<Kept>, { readonly kind: 'resource' }>;

const nothing = { kind: 'nothing' } as const;

/** One `describe`: never behind, and without a worker. Throws `unreadable`. */
export async function findUserAt(client: OrganizationClient, id: string): Promise<Found<KeptUser>> {
  const execution = await describeOpen(client, id, userWorkflowId);
  if (execution?.type === workflows.scimUser.name) {
    return { kind: 'resource', execution, kept: (execution.memo as UserMemo).scimUser };
  }
  return foundName(execution);
}

export async function findGroupAt(client: OrganizationClient, id: string): Promise<Found<KeptGroup>> {
  const execution = await describeOpen(client, id, groupWorkflowId);
  if (execution?.type === workflows.scimGroup.name) {
    return { kind: 'resource', execution, kept: (execution.memo as GroupMemo).scimGroup };
  }
  return foundName(execution);
}

/** Returns a resource that exists, which one that was deleted does not. */
export function existing<Kept extends { readonly removed?: true }>(
  found: Found<Kept>,
): FoundResource<Kept> | undefined {
  return found.kind === 'resource' && !found.kept.removed ? found : undefined;
}

/** Throws `version_mismatch` if the versions that the caller asks for lack that of the resource. */
export function assertVersion(
  { version }: { readonly version: number },
  ifMatch: readonly number[] | undefined,
): void {
  if (ifMatch === undefined || ifMatch.includes(version)) return;
  throw new PeopleError('version_mismatch', `The version is ${version}, not ${ifMatch.join(' or ')}.`);
}

function foundName(execution: OwnExecution | undefined): Found<never> {
  if (execution?.type !== workflows.scimName.name) return nothing;
  return { kind: 'name', execution, name: (execution.memo as NameMemo).scimName };
}

async function describeOpen(
  client: OrganizationClient,
  id: string,
  workflowIdOf: (id: string) => string,
): Promise<OwnExecution | undefined> {
  if (!scimIdPattern.test(id)) return undefined;
  try {
    const execution = await callTemporal(client, () => client.describe(workflowIdOf(id)));
    if (!isOpenExecution(execution)) return undefined;
    if (execution.unreadable !== undefined) throw new ProblemError('unreadable', execution.unreadable.reason);
    return execution;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}
