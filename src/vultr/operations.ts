import { idKey } from '../contract/lib/case-insensitive.ts';
import { defined } from '../contract/lib/optional.ts';
import {
  decodeId,
  decodeText,
  isObject,
  originKey,
  type JsonObject,
  UnreadableError,
  unwrapList,
  unwrapObject,
} from './decode.ts';
import { createVultrError, VultrError } from './errors.ts';
import type { Endpoint, VultrRequest } from './request.ts';
import type { Send } from './send.ts';
import type { Assignment, CallOptions, UserReference } from './types.ts';

/** The largest page that Vultr documents. */
export const rowsPerPage = 500;
/** Half a million rows. A longer list is a mistake. */
const maxPages = 1_000;

/** How one kind of resource is encoded on the wire: the keys it may be wrapped in, and how a row of it is decoded. */
export type ResourceCodec<T> = {
  readonly keys: readonly string[];
  readonly decode: (row: JsonObject) => T;
  /** Whether path or response contain a secret: see `VultrRequest`. */
  readonly secret?: boolean;
};

/** How the users of a policy or role are decoded. */
export const userReferences = (relationships: string): ResourceCodec<UserReference> => ({
  keys: ['users', relationships, 'assignments'],
  decode: (row) => ({ id: decodeId(row, 'user_id', 'id') }),
});

/** Reads a list to its end. Each id is returned once: a list may shift between two pages. */
export async function listAll<T extends { readonly id: string }>(
  send: Send,
  endpoint: Endpoint,
  { keys, decode, secret = false }: ResourceCodec<T>,
  options: CallOptions = {},
): Promise<T[]> {
  const rowsById = new Map<string, T>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = { per_page: String(rowsPerPage), ...defined({ cursor }) };
    const request: VultrRequest = { method: 'GET', ...endpoint, query, secret, ...options };
    const page = await send(request, (body) => ({
      rows: unwrapList(body, keys).map(decode),
      next: nextCursor(body),
    }));
    for (const row of page.rows) rowsById.set(idKey(row.id), row);
    cursor = page.next;
    if (cursor !== undefined && cursors.has(cursor))
      throw createVultrError(request, 'unreadable', 'the list links back to a page that was already read');
    if (cursors.size >= maxPages)
      throw createVultrError(request, 'unreadable', `more than ${maxPages} pages`);
    if (cursor !== undefined) cursors.add(cursor);
  } while (cursor !== undefined);
  return [...rowsById.values()];
}

/** The last page has an empty `next`. A list without `meta` or `links` has one page. */
function nextCursor(body: unknown): string | undefined {
  const links = metaOf(body)['links'];
  return isObject(links) ? decodeText(links, 'next') : undefined;
}

/**
 * Reads how many rows a list has, with one request for a page of one row. Returns `undefined` if the response does not
 * say. What it counts is not documented, so a caller has to find out whether it means anything.
 */
export async function readTotal(
  send: Send,
  endpoint: Endpoint,
  { signal }: CallOptions = {},
): Promise<number | undefined> {
  const request: VultrRequest = { method: 'GET', ...endpoint, query: { per_page: '1' }, signal };
  return send(request, (body) => {
    const total = Number(decodeText(metaOf(body), 'total') ?? Number.NaN);
    return Number.isSafeInteger(total) ? total : undefined;
  });
}

function metaOf(body: unknown): JsonObject {
  const meta = isObject(body) ? body['meta'] : undefined;
  return isObject(meta) ? meta : {};
}

/** Reads one resource. Returns `undefined` if it does not exist. */
export async function getOne<T>(
  send: Send,
  endpoint: Endpoint,
  { keys, decode }: ResourceCodec<T>,
  options: CallOptions = {},
): Promise<T | undefined> {
  try {
    return await send({ method: 'GET', ...endpoint, ...options }, (body) => decode(unwrapObject(body, keys)));
  } catch (error) {
    if (error instanceof VultrError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

/**
 * Sends a write and returns the resource if the response contains it. Returns `undefined` for an empty 2xx and for
 * other JSON, such as a message: what was written has to be read back in any case.
 */
export async function write<T>(
  send: Send,
  request: Omit<VultrRequest, 'method'>,
  { keys, decode }: ResourceCodec<T>,
): Promise<T | undefined> {
  return send({ method: 'POST', ...request }, (body) => {
    try {
      return decode(unwrapObject(body, keys));
    } catch (error) {
      if (error instanceof UnreadableError) return undefined;
      throw error;
    }
  });
}

/**
 * Returns how a row of an effective or attached list is decoded. A row that relates two things has the ids of both, and
 * may have one of its own.
 */
export function decodeReference(kind: 'policy' | 'role') {
  return (row: JsonObject): { readonly id: string; readonly name?: string } => ({
    id: decodeId(row, `${kind}_id`, 'id'),
    ...defined({ name: decodeText(row, `${kind}_name`, 'name') }),
  });
}

/** Like `decodeReference`, with what the list said of the row's origin. */
export function decodeAssignment(kind: 'policy' | 'role') {
  const decode = decodeReference(kind);
  return (row: JsonObject): Assignment => {
    const direct = row[originKey];
    return { ...decode(row), ...(typeof direct === 'boolean' ? { direct } : {}) };
  };
}
