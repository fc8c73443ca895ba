import type { WireMeta } from '../../vultr/wire.ts';
import { type Call, HttpError } from './call.ts';

const defaultPerPage = 100;
const maxPerPage = 500;

type Ordered = { readonly seq: number };
export type Page<T> = { readonly rows: T[]; readonly meta: { meta?: WireMeta } };

/**
 * One page of rows that are sorted by `seq`. The cursor points behind a row, so what joins or leaves the list between
 * two pages moves nothing. `per_page` above the maximum is taken as the maximum.
 */
export function page<T extends Ordered>(call: Call, rows: readonly T[]): Page<T> {
  if (call.dialect.meta === 'absent') return { rows: [...rows], meta: {} };
  const meta = { total: rows.length };
  if (call.dialect.meta === 'without-links') return { rows: [...rows], meta: { meta } };
  const after = cursorFrom(call.query['cursor']);
  const rest = rows.filter(({ seq }) => seq > after);
  const shown = rest.slice(0, perPage(call.query['per_page']));
  const last = shown.at(-1);
  const next = last !== undefined && rest.length > shown.length ? cursorBehind(last) : '';
  return { rows: shown, meta: { meta: { ...meta, links: { next, prev: '' } } } };
}

/** The common list: one key with an array, and `meta`. */
export function listAnswer<T extends Ordered>(
  call: Call,
  key: string,
  rows: readonly T[],
  render: (row: T) => object,
): { status: number; body: object } {
  const shown = page(call, rows);
  return { status: 200, body: { [key]: shown.rows.map(render), ...shown.meta } };
}

function perPage(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPerPage;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new HttpError(400, 'Invalid per_page.');
  return Math.min(count, maxPerPage);
}

function cursorBehind({ seq }: Ordered): string {
  return Buffer.from(`next__${seq}`).toString('base64url');
}

function cursorFrom(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const seq = /^next__(\d+)$/.exec(Buffer.from(text, 'base64url').toString())?.[1];
  if (seq === undefined) throw new HttpError(400, 'Invalid cursor.');
  return Number(seq);
}
