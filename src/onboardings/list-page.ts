import { createHash } from 'node:crypto';
import { defined } from '../contract/lib/optional.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { Condition } from '../temporal/visibility-query.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Reads one page with one call to Temporal's visibility store, whose rows carry the memo: the store allows few calls a
 * second, so there is none per row. Throws `invalid_cursor`.
 */
export async function listPage(
  client: OrganizationClient,
  condition: Condition,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ rows: readonly Execution[]; nextCursor: string | null }> {
  const token = cursor === undefined ? undefined : decodeCursor(cursor);
  const { executions, nextPageToken } = await callTemporal(client, () =>
    client.listPage(condition, { size: limit, ...defined({ token }) }),
  );
  const nextCursor = nextPageToken.length > 0 ? encodeCursor(Buffer.from(nextPageToken)) : null;
  return { rows: executions, nextCursor };
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
