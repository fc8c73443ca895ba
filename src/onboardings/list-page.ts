import { createHash } from 'node:crypto';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { defined } from '../contract/lib/optional.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Reads one page with one call to Temporal's visibility store, whose rows carry the memo: the store allows few calls a
 * second, so there is none per row. The client's own `list` hides the page token, which the caller needs. Throws
 * `invalid_cursor`.
 */
export async function listPage(
  client: Client,
  query: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ rows: WorkflowExecutionInfo[]; nextCursor: string | null }> {
  const { namespace, loadedDataConverter } = client.options;
  const response = await callTemporal(client, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: limit,
      ...defined({ nextPageToken: cursor === undefined ? undefined : decodeCursor(cursor) }),
    }),
  );
  const rows: WorkflowExecutionInfo[] = [];
  for (const raw of response.executions) {
    rows.push(await executionInfoFromRaw(raw, loadedDataConverter, raw, namespace));
  }
  const token = response.nextPageToken;
  return { rows, nextCursor: token.length > 0 ? encodeCursor(Buffer.from(token)) : null };
}

/** Temporal's page token with a checksum: how Temporal treats a token that is not its own is undefined. */
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
  const detail = 'Pass a nextCursor of this list unchanged, with the same filter.';
  const errors = [{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }];
  return new ProblemError('invalid_cursor', detail, { errors });
}
