import { createHash } from 'node:crypto';
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
    );
    const items = [];
    for (const raw of response.executions) {
      const info = await executionInfoFromRaw(
        raw,
        client.options.loadedDataConverter,
        raw,
        client.options.namespace,
      );
      if (isRunMemo(info.memo)) items.push(viewOf(info.memo, info));
    }
    const token = response.nextPageToken;
    return { items, nextCursor: token.length > 0 ? encodeCursor(Buffer.from(token)) : null };
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

/** Temporal's page token with a checksum: what it makes of a token that is not its own is not defined. */
function encodeCursor(token: Buffer): string {
  return `${checksum(token)}.${token.toString('base64url')}`;
}

function decodeCursor(cursor: string): Buffer {
  const [sum, encoded = ''] = cursor.split('.');
  const token = Buffer.from(encoded, 'base64url');
  if (token.length === 0 || sum !== checksum(token)) throw invalidCursor();
  return token;
}

function checksum(token: Buffer): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
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
