import { scimPatch, type ScimPatchOperation, type ScimResource as Patchable } from 'scim-patch';
import { scimLimits } from '../../contract/scim/limits.ts';
import type { ScimResource } from '../../contract/scim/resource.ts';
import { callerMistake, ScimError } from '../error.ts';
import type { Condition } from '../filter/condition.ts';
import { matches } from '../filter/matches.ts';
import { isPrimary, notPrimary, tidy } from '../normalize-resource.ts';
import { isObject, type JsonObject, normalizeValue } from '../normalize-value.ts';
import type { AttributePath } from '../paths.ts';
import type { Attribute } from '../schemas/attribute.ts';
import type { Operation } from './operations.ts';

/**
 * Applies the operations in their order and returns the new resource. Throws a `ScimError` if a value has the wrong type,
 * brackets select nothing, or there are too many operations.
 */
export function patchUser(current: ScimResource, operations: readonly Operation[]): ScimResource {
  const { operationsOnUser } = scimLimits;
  if (operations.length > operationsOnUser)
    throw new ScimError(
      413,
      `A PATCH of a user has at most ${operationsOnUser} operations. Each attribute in a value without a path is one.`,
    );
  return tidy(operations.reduce(applyOperation, current));
}

function applyOperation(resource: ScimResource, { op: given, path, value: put }: Operation): ScimResource {
  const op = put === null ? 'remove' : given;
  const value = put ?? undefined;
  if (path.kind === 'extension') {
    const { [path.extension]: _removed, ...rest } = resource;
    return rest;
  }
  const { attribute, extension } = path;
  if (!attribute.multiValued || extension !== undefined) return patchPlain(resource, op, path, value);
  const before = (resource[attribute.name] as readonly unknown[] | undefined) ?? [];
  const after = patchList(before, op, path, value);
  return { ...resource, [attribute.name]: withOnePrimary(before, after) };
}

/** A single value, or a part of one. The library knows how to merge them. */
function patchPlain(
  resource: ScimResource,
  op: Operation['op'],
  { attribute, extension, sub }: AttributePath,
  value: unknown,
): ScimResource {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  const path = extension === undefined ? name : `${extension}:${name}`;
  const normalized = op === 'remove' ? undefined : normalizeValue(sub ?? attribute, value);
  if (op === 'add' && normalized === undefined) return resource;
  const operation: ScimPatchOperation =
    normalized === undefined || op === 'remove' ? { op: 'remove', path } : { op, path, value: normalized };
  return applied(resource, operation);
}

/** The library's type has properties that it does not look at. */
function applied<Value extends object>(value: Value, operation: ScimPatchOperation): Value {
  const patched = scimPatch(value as unknown as Patchable, [operation], { mutateDocument: false });
  return patched as unknown as Value;
}

function patchList(
  values: readonly unknown[],
  op: Operation['op'],
  path: AttributePath,
  value: unknown,
): readonly unknown[] {
  const { attribute, filter, sub } = path;
  if (filter !== undefined || sub !== undefined) return patchSelected(values, op, path, value);
  const given = (normalizeValue(attribute, value) ?? []) as readonly unknown[];
  if (op === 'replace') return given;
  if (op === 'add') return [...values, ...given];
  // A list of what to remove selects by value: clients send back less of an entry than is kept, or more.
  return value === undefined ? [] : values.filter((one) => !given.some((other) => isSameEntry(one, other)));
}

function isSameEntry(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return one === other;
  return one['value'] !== undefined && one['value'] === other['value'];
}

/** Changes the values of a list that the brackets select, or a part of them. Without brackets, all are selected. */
function patchSelected(
  values: readonly unknown[],
  op: Operation['op'],
  { attribute, filter, sub }: AttributePath,
  value: unknown,
): readonly unknown[] {
  const isSelected = (one: unknown) => filter === undefined || matches(filter, one);
  if (op === 'remove' && sub === undefined) return values.filter((one) => !isSelected(one));
  const part = { ...(sub ?? attribute), multiValued: false };
  const normalized = op === 'remove' ? undefined : normalizeValue(part, value);
  if (op === 'add' && normalized === undefined) return values;
  if (filter === undefined || normalized === undefined || values.some(isSelected))
    return values.map((one) => (isObject(one) && isSelected(one) ? patchEntry(one, sub, normalized) : one));
  // Entra replaces `emails[type eq "work"].value` of a user who has no such email yet.
  const described = describedBy(filter);
  if (described === undefined || 'value' in described)
    throw callerMistake('noTarget', `No value of ${attribute.name} meets the condition in the brackets.`);
  return [...values, patchEntry(described, sub, normalized)];
}

function patchEntry(entry: JsonObject, sub: Attribute | undefined, value: unknown): JsonObject {
  if (sub === undefined) return { ...entry, ...(value as JsonObject | undefined) };
  if (value === undefined) return applied(entry, { op: 'remove', path: sub.name });
  return applied(entry, { op: 'replace', path: sub.name, value });
}

/** The entry that a filter such as `type eq "work"` describes, or `undefined` if it describes none, or several. */
function describedBy(filter: Condition): JsonObject | undefined {
  if (filter.op === 'eq' && filter.value !== null)
    return { [filter.target.attribute.name]: normalizeValue(filter.target.attribute, filter.value) };
  if (filter.op !== 'and') return undefined;
  const parts = filter.conditions.map(describedBy);
  return parts.some((part) => part === undefined) ? undefined : (Object.assign({}, ...parts) as JsonObject);
}

/** What has become primary takes the place of what was (RFC 7643 §2.4). */
function withOnePrimary(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const isNew = (value: unknown) =>
    isPrimary(value) && !before.some((one) => isPrimary(one) && isSameEntry(one, value));
  if (!after.some(isNew)) return after;
  return after.map((value) => (isPrimary(value) && !isNew(value) ? notPrimary(value) : value));
}
