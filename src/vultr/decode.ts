/**
 * Reading what Vultr answers. Its three sources disagree on envelopes, list keys and shapes, so each function takes
 * every documented form; what fits none is thrown as `Unreadable`, which the client turns into a `VultrError`.
 */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or what it carries under one of the keys: `{"invitation": {…}}`, `{"invite": {…}}`, bare. */
export function unwrap(body: unknown, keys: readonly string[]): Json {
  if (!isObject(body)) throw new Unreadable('the body is no object');
  return keys.map((key) => body[key]).find(isObject) ?? body;
}

/** Parts of an effective list. `all` is the whole of it; where it is missing, the others together are. */
const otherParts = ['direct', 'inherited', 'from_roles'];

/**
 * The rows of a list: an array, or what one of the keys carries, flat or in parts. A body with none of that is
 * unreadable: taken for an empty list, it would make us create what exists already.
 */
export function rowsOf(body: unknown, keys: readonly string[]): readonly Json[] {
  const candidates = isObject(body) ? keys.map((key) => body[key]) : [body];
  const rows = candidates.map(flatten).find((list) => list !== undefined);
  if (rows === undefined) throw new Unreadable(`the body carries no list under ${keys.join(' or ')}`);
  if (!rows.every(isObject)) throw new Unreadable('a row of the list is no object');
  return rows;
}

function flatten(list: unknown): readonly unknown[] | undefined {
  if (Array.isArray(list)) return list;
  if (!isObject(list)) return undefined;
  if (Array.isArray(list['all'])) return list['all'];
  const parts = otherParts.map((part) => list[part]).filter(Array.isArray);
  return parts.length === 0 ? undefined : parts.flat();
}

/** The first of the keys that carries a text or a number. An empty text counts as none. */
export function text(row: Json, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = row[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/**
 * An id. A row that nobody can refer to is unreadable and not skipped: a list that is short of a row looks like one in
 * which the thing does not exist.
 */
export function id(row: Json, ...keys: readonly string[]): string {
  const value = text(row, ...keys);
  if (value === undefined) throw new Unreadable(`a row carries no ${keys.join(' or ')}`);
  return value;
}

/** What a row is found by. It may be empty; where its key is gone, so is what tells this row from the others. */
export function label(row: Json, ...keys: readonly string[]): string {
  if (!keys.some((key) => key in row)) throw new Unreadable(`a row carries no ${keys.join(' or ')}`);
  return text(row, ...keys) ?? '';
}

/** A yes or no as boolean, 0 or 1, or a word. `undefined` for everything else. */
export function flag(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return true;
  return ['false', 'no', '0'].includes(word) ? false : undefined;
}

const date = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Milliseconds since 1970 of `2026-01-01T12:00:00+00:00` or `2026-01-01 12:00:00` (no zone is UTC). `undefined` where
 * the date is absent, null, empty, or none.
 */
export function instant(value: unknown): number | undefined {
  const [, day, time, zone = 'Z'] = date.exec(typeof value === 'string' ? value.trim() : '') ?? [];
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Adds a key only where there is a value: an absent fact is an absent key. */
export function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}
