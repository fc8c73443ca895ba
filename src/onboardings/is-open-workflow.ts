import { ProblemError } from '../contract/api/problems.ts';
import { isOpenExecution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

/** Returns whether a workflow of the organization runs. Throws `temporal_unavailable`. */
export async function isOpenWorkflow(client: OrganizationClient, workflowId: string): Promise<boolean> {
  try {
    return isOpenExecution(await callTemporal(client, () => client.describe(workflowId)));
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return false;
    throw error;
  }
}
