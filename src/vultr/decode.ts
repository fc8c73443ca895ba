/**
 * Decodes Vultr's responses. Its three sources disagree on envelopes, list keys and shapes, so each function accepts
 * every documented form. Anything else is an `UnreadableError`, which the client turns into a `VultrError`.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

export type JsonObject = Readonly<Record<string | symbol, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the object under one of the keys, or else the body: `{"invitation": {…}}`, `{"invite": {…}}`, bare. */
export function unwrapObject(body: unknown, keys: readonly string[]): JsonObject {
  if (!isObject(body)) throw new UnreadableError('the body is not an object');
  return keys.map((key) => body[key]).find(isObject) ?? body;
}

/** Parts of an effective list. `all` holds every row; if it is missing, the other parts together do. */
const otherParts = ['direct', 'inherited', 'from_roles'];

/**
 * Returns the rows of a list: the body if it is an array, or the value under one of the keys, flat or in parts. Any
 * other body is unreadable: taken for an empty list, it would make the service create what exists already.
 */
export function unwrapList(body: unknown, keys: readonly string[]): readonly JsonObject[] {
  const candidates = isObject(body) ? keys.map((key) => body[key]) : [body];
  const rows = candidates.map(flatten).find((list) => list !== undefined);
  if (rows === undefined) throw new UnreadableError(`the body has no list under ${keys.join(' or ')}`);
  if (!rows.every(isObject)) throw new UnreadableError('a row of the list is not an object');
  return rows;
}

function flatten(list: unknown): readonly unknown[] | undefined {
  if (Array.isArray(list)) return list;
  if (!isObject(list)) return undefined;
  const direct = list['direct'];
  const inherited = otherParts.slice(1).flatMap((part) => (Array.isArray(list[part]) ? list[part] : []));
  if (Array.isArray(direct)) {
    // What is both is direct, so the direct rows come last: of two rows with one id, the last counts.
    const all = Array.isArray(list['all']) ? list['all'] : inherited;
    return [...withOrigin(all, false), ...withOrigin(direct, true)];
  }
  if (Array.isArray(list['all'])) return list['all'];
  return otherParts.some((part) => Array.isArray(list[part])) ? inherited : undefined;
}

/** Marks a row of a list in parts as direct or not. Flat rows have no such mark. */
export const originKey = Symbol('origin');

function withOrigin(rows: readonly unknown[], direct: boolean): unknown[] {
  return rows.map((row) => (isObject(row) ? { ...row, [originKey]: direct } : row));
}

/** Returns the text or number under the first key that holds one. An empty text counts as absent. */
export function decodeText(row: JsonObject, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = row[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/**
 * Returns the id of a row. A row without one is unreadable instead of skipped: in a list that lacks the row, the thing
 * would seem not to exist.
 */
export function decodeId(row: JsonObject, ...keys: readonly string[]): string {
  const value = decodeText(row, ...keys);
  if (value === undefined) throw missingKeys(keys);
  return value;
}

/** Returns what a row is found by, such as its name or email. It may be empty, but its key must be present. */
export function decodeLookupText(row: JsonObject, ...keys: readonly string[]): string {
  if (!keys.some((key) => key in row)) throw missingKeys(keys);
  return decodeText(row, ...keys) ?? '';
}

function missingKeys(keys: readonly string[]): UnreadableError {
  return new UnreadableError(`a row has no ${keys.join(' or ')}`);
}

/** Accepts a boolean, 0 or 1, or a word such as "yes". Returns `undefined` for anything else. */
export function decodeBoolean(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return true;
  return ['false', 'no', '0'].includes(word) ? false : undefined;
}

const date = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Returns the milliseconds since 1970 of `2026-01-01T12:00:00+00:00` or `2026-01-01 12:00:00` (UTC if it has no zone);
 * `undefined` if the value is absent, null, empty or not a date.
 */
export function decodeInstant(value: unknown): number | undefined {
  const [, day, time, zone = 'Z'] = date.exec(typeof value === 'string' ? value.trim() : '') ?? [];
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms;
}
