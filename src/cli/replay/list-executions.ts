import type { Client, Connection } from '@temporalio/client';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { type ReplayOptions, sampleDays } from './parse-replay-options.ts';

export type ExecutionToReplay = {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
};

/** Executions that belong together, and what to call them. */
export type ExecutionList = { readonly description: string; readonly query: string };

const dayMs = 86_400_000;

/** Returns the lists to replay. Each of them is limited to the task queue, and so to one organization. */
export function listsToReplay({ query }: ReplayOptions, taskQueue: string, nowMs: number): ExecutionList[] {
  const ofOrganization = `TaskQueue = '${taskQueue}'`;
  if (query !== undefined)
    return [{ description: 'executions of the query', query: `${ofOrganization} AND (${query})` }];
  // For a database, an open execution closes in the distant future.
  const closed = "ExecutionStatus != 'Running'";
  const since = new Date(nowMs - sampleDays * dayMs).toISOString();
  return Object.values(workflows).flatMap(({ name }) => {
    const ofType = `${ofOrganization} AND WorkflowType = '${name}'`;
    return [
      { description: `open executions of ${name}`, query: `${ofType} AND ExecutionStatus = 'Running'` },
      {
        description: `closed executions of ${name}`,
        query: `${ofType} AND ${closed} AND CloseTime > '${since}'`,
      },
    ];
  });
}

const pageSize = 100;

/**
 * Lists executions page by page, in Temporal's own order. The client's own list would decrypt each memo, and stop at the
 * first that it cannot decrypt.
 */
export async function* listExecutions(
  client: Client & { readonly connection: Connection },
  query: string,
  timeoutMs: number,
): AsyncGenerator<ExecutionToReplay> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await client.connection.withDeadline(Date.now() + timeoutMs, () =>
      client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken }),
    );
    for (const { execution, type } of page.executions) {
      yield {
        workflowId: execution?.workflowId ?? '',
        runId: execution?.runId ?? '',
        type: type?.name ?? '',
      };
    }
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}
