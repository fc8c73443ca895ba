import { callerMistake, type ScimError } from '../error.ts';
import { isObject, type JsonObject, propertyOf, singleValue } from '../normalize-value.ts';
import { type AttributePath, type Path, parsePath, unreadablePath } from '../paths.ts';
import { isSameName } from '../schemas/find-attribute.ts';
import type { ResourceType } from '../schemas/resource-types.ts';

const names = ['add', 'replace', 'remove'] as const;

/** One change of one attribute. */
export type Operation = {
  readonly op: (typeof names)[number];
  readonly path: Extract<Path, { readonly kind: 'attribute' | 'extension' }>;
  /** Absent only from a `remove`. Null only in a `replace`: it removes what is there (RFC 7643 §2.5). */
  readonly value: unknown;
};

/**
 * Reads the body of a PATCH in the dialects of all clients: names and operations in any letter case, a path or an object
 * whose keys are paths, whole extensions. Returns operations that each have a path. What concerns attributes that this
 * service does not keep is dropped, and so is an `add` that adds null. Throws a `ScimError` for what cannot be read, and for
 * a path to a read-only attribute.
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
  const text = propertyOf(operation, 'path') ?? '';
  if (typeof text !== 'string')
    throw callerMistake('invalidPath', 'The path of an operation must be a string.');
  const value = propertyOf(operation, 'value');
  if (text.trim() !== '') return operationsOn(type, op, parsePath(type, text.trim()), value);
  if (op === 'remove') throw callerMistake('noTarget', 'Name what to remove: the operation has no path.');
  if (value === undefined) throw noValue(op);
  if (!isObject(value))
    throw callerMistake(
      'invalidSyntax',
      'Without a path, the value of an operation must be an object of attributes.',
    );
  return spread(type, op, value);
}

function operationsOn(
  type: ResourceType,
  op: Operation['op'],
  path: Path,
  value: unknown,
): readonly Operation[] {
  if (path.kind === 'unreadable') throw unreadablePath();
  // Clients that send the schemas with a path only repeat what they know of them.
  if (path.kind === 'unknown' || isAttribute(path, 'schemas')) return [];
  if (path.kind === 'attribute' && isReadOnly(path))
    throw callerMistake('mutability', `${path.attribute.name} is read-only; leave it out.`);
  if (op === 'remove') return [{ op, path, value: value ?? undefined }];
  if (value === undefined) throw noValue(op);
  if (value === null) return op === 'add' ? [] : [{ op, path, value }];
  if (path.kind === 'extension') return spread(type, op, isObject(value) ? value : {}, `${path.extension}:`);
  const parts = singleValue(value);
  if (hasParts(path) && isObject(parts)) return spread(type, op, parts, `${nameOf(path)}.`);
  return [{ op, path, value }];
}

/** Makes an operation of each key. Those that are read-only or no names are dropped, as from the body of a POST. */
function spread(
  type: ResourceType,
  op: Operation['op'],
  values: JsonObject,
  prefix = '',
): readonly Operation[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = parsePath(type, `${prefix}${key}`);
    if (path.kind === 'unreadable' || (path.kind === 'attribute' && isReadOnly(path))) return [];
    // A client that has no list of the members must not remove them all with it.
    if (value === null && isAttribute(path, 'members')) return [];
    return operationsOn(type, op, path, value);
  });
}

function isReadOnly({ attribute, sub }: AttributePath): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

function isAttribute(path: Path, name: string): boolean {
  return path.kind === 'attribute' && path.attribute.name === name;
}

/** Whether the value of the path is one object, whose parts change one by one (RFC 7644 §3.5.2.3). */
function hasParts({ attribute, sub }: AttributePath): boolean {
  return attribute.type === 'complex' && !attribute.multiValued && sub === undefined;
}

function nameOf({ attribute, extension }: AttributePath): string {
  return extension === undefined ? attribute.name : `${extension}:${attribute.name}`;
}

function noValue(op: Operation['op']): ScimError {
  return callerMistake('invalidValue', `An operation ${op} needs a value. Send remove to remove something.`);
}
