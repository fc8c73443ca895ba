import { callerMistake } from '../error.ts';
import { isObject, type JsonObject } from '../normalize-value.ts';
import { type Path, parsePath } from '../paths.ts';
import { isSameName } from '../schemas/find-attribute.ts';
import type { ResourceType } from '../schemas/resource-types.ts';

const names = ['add', 'replace', 'remove'] as const;

/** One change of one attribute. */
export type Operation = {
  readonly op: (typeof names)[number];
  readonly path: Extract<Path, { readonly kind: 'attribute' | 'extension' }>;
  /** `undefined` stands for no value, null included. */
  readonly value: unknown;
};

/**
 * Reads the body of a PATCH in the dialects of all clients: names and operations in any letter case, a path or an object
 * whose keys are paths, whole extensions. Returns operations that each have a path. What concerns attributes that this
 * service does not keep is dropped. Throws a `ScimError` for what cannot be read, and for a path to a read-only attribute.
 */
export function parseOperations(type: ResourceType, body: unknown): readonly Operation[] {
  const operations = isObject(body) ? propertyOf(body, 'Operations') : undefined;
  if (!Array.isArray(operations) || operations.length === 0)
    throw callerMistake('invalidSyntax', 'Send the changes as a list with the name Operations.');
  return operations.flatMap((operation) => parseOperation(type, operation));
}

function parseOperation(type: ResourceType, operation: unknown): readonly Operation[] {
  if (!isObject(operation)) throw callerMistake('invalidSyntax', 'Each of the Operations must be an object.');
  const given = propertyOf(operation, 'op');
  const op = names.find((name) => typeof given === 'string' && isSameName(given, name));
  if (op === undefined)
    throw callerMistake('invalidSyntax', `The op of an operation must be one of: ${names.join(', ')}.`);
  const path = propertyOf(operation, 'path') ?? '';
  if (typeof path !== 'string')
    throw callerMistake('invalidPath', 'The path of an operation must be a string.');
  const value = propertyOf(operation, 'value') ?? undefined;
  if (path.trim() !== '') return withPath(type, op, path.trim(), value);
  if (op === 'remove') throw callerMistake('noTarget', 'Name what to remove: the operation has no path.');
  if (!isObject(value))
    throw callerMistake(
      'invalidSyntax',
      'Without a path, the value of an operation must be an object of attributes.',
    );
  return spread(type, op, value);
}

function withPath(
  type: ResourceType,
  op: Operation['op'],
  text: string,
  value: unknown,
): readonly Operation[] {
  const path = parsePath(type, text);
  if (path.kind === 'unknown') return [];
  if (path.kind === 'extension') {
    if (op === 'remove' || value === undefined) return [{ op: 'remove', path, value: undefined }];
    return spread(type, op, isObject(value) ? value : {}, `${path.extension}:`);
  }
  // Clients that send the schemas with a path only repeat what they know of them.
  if (path.attribute.name === 'schemas') return [];
  if (isReadOnly(path))
    throw callerMistake('mutability', `${path.attribute.name} is read-only; leave it out.`);
  // Nothing to put there: null removes what is there (RFC 7643 §2.5).
  if (value === undefined && op !== 'remove') return [{ op: 'remove', path, value }];
  return [{ op, path, value }];
}

/** Makes an operation of each key. Read-only ones are dropped: Okta repeats the ID of a group when it renames it. */
function spread(
  type: ResourceType,
  op: Operation['op'],
  values: JsonObject,
  prefix = '',
): readonly Operation[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = parsePath(type, `${prefix}${key}`);
    if (path.kind === 'attribute' && isReadOnly(path)) return [];
    return withPath(type, op, `${prefix}${key}`, value ?? undefined);
  });
}

function isReadOnly({ attribute, sub }: Extract<Path, { readonly kind: 'attribute' }>): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

/** The property by a name whose letter case does not count. */
function propertyOf(object: JsonObject, name: string): unknown {
  return Object.entries(object).find(([key]) => isSameName(key, name))?.[1];
}
