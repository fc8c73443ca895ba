import type { WireMeta } from '../../vultr/wire.ts';
import { HttpError } from '../http.ts';
import type { ApiRequest } from './request.ts';
import type { ApiResponse } from './response.ts';

const defaultPerPage = 100;
const maxPerPage = 500;
/** What a total shows that never changes. */
const stuckTotal = 1;

type Ordered = { readonly seq: number };
export type Page<T> = { readonly rows: T[]; readonly meta: { meta?: WireMeta } };

/**
 * Returns one page of rows that are sorted by `seq`. The cursor points to the position after a row, so rows that are
 * added or removed between two pages do not shift the others. A `per_page` above the maximum counts as the maximum.
 */
export function paginate<T extends Ordered>(request: ApiRequest, rows: readonly T[]): Page<T> {
  if (request.dialect.meta === 'absent') return { rows: [...rows], meta: {} };
  const meta = { total: request.dialect.metaTotal === 'stuck' ? stuckTotal : rows.length };
  if (request.dialect.meta === 'without-links') return { rows: [...rows], meta: { meta } };
  const after = decodeCursor(request.query['cursor']);
  const rest = rows.filter(({ seq }) => seq > after);
  const page = rest.slice(0, parsePerPage(request.query['per_page']));
  const last = page.at(-1);
  const next = last !== undefined && rest.length > page.length ? cursorAfter(last) : '';
  return { rows: page, meta: { meta: { ...meta, links: { next, prev: '' } } } };
}

/** Creates the usual list response: one key with an array, and `meta`. */
export function listResponse<T extends Ordered>(
  request: ApiRequest,
  key: string,
  rows: readonly T[],
  render: (row: T) => object,
): ApiResponse {
  const page = paginate(request, rows);
  return { status: 200, body: { [key]: page.rows.map(render), ...page.meta } };
}

function parsePerPage(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPerPage;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new HttpError(400, 'Invalid per_page.');
  return Math.min(count, maxPerPage);
}

function cursorAfter({ seq }: Ordered): string {
  return Buffer.from(`next__${seq}`).toString('base64url');
}

function decodeCursor(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const seq = /^next__(\d+)$/.exec(Buffer.from(text, 'base64url').toString())?.[1];
  if (seq === undefined) throw new HttpError(400, 'Invalid cursor.');
  return Number(seq);
}
