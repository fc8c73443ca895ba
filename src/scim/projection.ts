import { callerMistake } from './error.ts';
import { isObject } from './normalize-value.ts';
import { parsePath, unreadablePath } from './paths.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/** Which parts of an attribute a request names; `all` for the whole attribute. */
export type Named = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

/** Which attributes a response has (RFC 7644 §3.9). */
export type Projection = {
  /** Those that the client wants; `undefined` if it names none. */
  readonly wanted: Named | undefined;
  /** Those that it does not want. */
  readonly excluded: Named;
};

/**
 * Reads `attributes` and `excludedAttributes` of a query or a search. Throws a `ScimError` for a name that cannot be read, so
 * a write has to read them before it changes anything.
 */
export function parseProjection(type: ResourceType, given: unknown): Projection {
  const values = isObject(given) ? given : {};
  const wanted = textsIn(values['attributes']);
  return {
    wanted: wanted.length === 0 ? undefined : namesIn(type, wanted),
    excluded: namesIn(type, textsIn(values['excludedAttributes'])),
  };
}

/** Whether the response has the attribute, so that what takes effort to read is read only if it is wanted. */
export function isWanted(name: string, { wanted, excluded }: Projection): boolean {
  return (wanted === undefined || wanted.has(name)) && excluded.get(name) !== 'all';
}

/** A list of names: in a query as a text with commas, in a body as a list. */
function textsIn(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts
    .flatMap((text) => (typeof text === 'string' ? text.split(',') : []))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Finds the attributes by name. Names that no schema has are dropped: a resource has no value of them. */
function namesIn(type: ResourceType, names: readonly string[]): Named {
  const found = new Map<string, Set<string> | 'all'>();
  for (const name of names) {
    const path = parsePath(type, name);
    if (path.kind === 'extension') {
      const { attributes = [] } = type.extensions.find(({ id }) => id === path.extension) ?? {};
      for (const attribute of attributes) found.set(`${path.extension}:${attribute.name}`, 'all');
    }
    if (path.kind === 'unreadable') throw unreadablePath();
    if (path.kind !== 'attribute') continue;
    if (path.filter !== undefined)
      throw callerMistake('invalidPath', 'Name attributes without brackets, such as emails.value.');
    const key =
      path.extension === undefined ? path.attribute.name : `${path.extension}:${path.attribute.name}`;
    const parts = found.get(key);
    if (path.sub === undefined || parts === 'all') found.set(key, 'all');
    else found.set(key, new Set([...(parts ?? []), path.sub.name]));
  }
  return found;
}
