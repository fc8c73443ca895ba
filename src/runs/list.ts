import type { Client } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { ProblemError } from '../contract/problems.ts';
import { stateAttribute } from '../contract/search-attributes.ts';
import type { RunState } from '../contract/states.ts';
import { workflowTypes } from '../contract/task-queues.ts';
import { isRunMemo, viewOf } from './memo.ts';
import type { Runs } from './runs.ts';
import { callTemporal } from './temporal-errors.ts';

/**
 * One page of runs by one call to Temporal's visibility store, whose rows carry the memo: it allows few calls a
 * second, so there is none per run. The client's own `list` hides the page token, which the caller needs.
 */
export function createList(client: Client): Runs['list'] {
  return async ({ state, limit, cursor }) => {
    const response = await callTemporal(client, () =>
      client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        query: queryFor(state),
        pageSize: limit,
        ...(cursor === undefined ? {} : { nextPageToken: decodeCursor(cursor) }),
      }),
    ).catch((error: unknown) => {
      throw cursor !== undefined && isInvalidArgument(error) ? invalidCursor() : error;
    });
    const items = [];
    for (const raw of response.executions) {
      const info = await executionInfoFromRaw(
        raw,
        client.options.loadedDataConverter,
        raw,
        client.options.namespace,
      );
      if (isRunMemo(info.memo)) items.push(viewOf(info.memo, info.status.name));
    }
    const token = response.nextPageToken;
    return { items, nextCursor: token.length > 0 ? Buffer.from(token).toString('base64url') : null };
  };
}

/** Built from words that stand in the code; nothing that a caller wrote gets into it. */
function queryFor(state: RunState | undefined): string {
  const runs = `WorkflowType = '${workflowTypes.onboarding}'`;
  if (state === undefined) return runs;
  const inState = `${stateAttribute.name} = '${state}'`;
  if (state === 'completed') return `${runs} AND ${inState}`;
  if (state !== 'cancelled') return `${runs} AND ${inState} AND ExecutionStatus IN ('Running', 'Paused')`;
  // A run that was ended from outside could not write down that it is cancelled.
  return `${runs} AND (${inState} OR ExecutionStatus IN ('Canceled', 'Terminated', 'Failed', 'TimedOut'))`;
}

function decodeCursor(cursor: string): Buffer {
  if (!/^[\w-]+$/.test(cursor)) throw invalidCursor();
  return Buffer.from(cursor, 'base64url');
}

function invalidCursor(): ProblemError {
  return new ProblemError(
    'invalid_cursor',
    'Pass a nextCursor of this list as it is, with the same filter.',
    {
      errors: [{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }],
    },
  );
}

function isInvalidArgument(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === 3;
}
