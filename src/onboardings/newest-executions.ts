import { type Execution, isOpenExecution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Leaves out executions that were ended in Temporal and started again: another row of the list shows their person. Such
 * executions are rare, so each of them can cost a call.
 */
export async function newestExecutions(
  client: OrganizationClient,
  rows: readonly Execution[],
): Promise<readonly Execution[]> {
  const isNewest = await Promise.all(
    rows.map(async (row) => {
      if (isOpenExecution(row)) return true;
      const newest = await callTemporal(client, () => client.describe(row.workflowId));
      return newest.runId === row.runId;
    }),
  );
  return rows.filter((_, index) => isNewest[index]);
}
