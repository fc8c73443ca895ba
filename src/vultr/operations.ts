import { idKey } from '../contract/lib/case-insensitive.ts';
import { id, isObject, type Json, rowsOf, text, Unreadable, unwrap } from './decode.ts';
import { VultrError } from './errors.ts';
import type { Send } from './http.ts';
import { failed, type Endpoint, type Request } from './request.ts';
import type { CallOptions } from './types.ts';

/** The largest page that Vultr documents. */
export const rowsPerPage = 500;
/** Half a million rows. What goes on after that is a mistake. */
const mostPages = 1_000;

/** How one kind of thing stands on the wire: the keys it may be wrapped in, and what a row of it means. */
export type ResourceCodec<T> = { readonly keys: readonly string[]; readonly decode: (row: Json) => T };

/** Every row of a list, page after page, each id once: a list may move while it is read. */
export async function listAll<T extends { readonly id: string }>(
  send: Send,
  place: Endpoint,
  { keys, decode }: ResourceCodec<T>,
  options: CallOptions = {},
): Promise<T[]> {
  const found = new Map<string, T>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = { per_page: String(rowsPerPage), ...(cursor === undefined ? {} : { cursor }) };
    const request: Request = { method: 'GET', ...place, query, signal: options.signal };
    const page = await send(request, (body) => ({
      rows: rowsOf(body, keys).map(decode),
      next: nextCursor(body),
    }));
    for (const row of page.rows) found.set(idKey(row.id), row);
    cursor = page.next;
    if (cursor !== undefined && cursors.has(cursor))
      throw failed(request, 'unreadable', 'the list leads back to a page that was read already');
    if (cursors.size >= mostPages) throw failed(request, 'unreadable', `more than ${mostPages} pages`);
    if (cursor !== undefined) cursors.add(cursor);
  } while (cursor !== undefined);
  return [...found.values()];
}

/** The last page has an empty `next`; lists without `meta` or `links` have one page. */
function nextCursor(body: unknown): string | undefined {
  const meta = isObject(body) ? body['meta'] : undefined;
  const links = isObject(meta) ? meta['links'] : undefined;
  return isObject(links) ? text(links, 'next') : undefined;
}

/** One thing, or `undefined` where it is not there. */
export async function getOne<T>(
  send: Send,
  place: Endpoint,
  { keys, decode }: ResourceCodec<T>,
  options: CallOptions = {},
): Promise<T | undefined> {
  try {
    const request: Request = { method: 'GET', ...place, signal: options.signal };
    return await send(request, (body) => decode(unwrap(body, keys)));
  } catch (error) {
    if (error instanceof VultrError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

/**
 * A write, and the thing where the answer carries it. `undefined` for an empty 2xx and for JSON that is something
 * else, such as a message: what was made has to be read back in any case.
 */
export async function write<T>(
  send: Send,
  request: Omit<Request, 'method'>,
  { keys, decode }: ResourceCodec<T>,
): Promise<T | undefined> {
  return send({ method: 'POST', ...request }, (body) => {
    try {
      return decode(unwrap(body, keys));
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  });
}

/** A row of an effective or attached list. A row that ties two things has the ids of both, and maybe one of its own. */
export function referenceTo(kind: 'policy' | 'role') {
  return (row: Json): { readonly id: string; readonly name?: string } => {
    const name = text(row, `${kind}_name`, 'name');
    return { id: id(row, `${kind}_id`, 'id'), ...(name === undefined ? {} : { name }) };
  };
}
