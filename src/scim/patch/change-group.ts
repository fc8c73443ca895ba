import { callerMistake, type ScimError } from '../error.ts';
import type { Condition } from '../filter/condition.ts';
import { isObject, normalizeValue } from '../normalize-value.ts';
import type { AttributePath } from '../paths.ts';
import type { Operation } from './operations.ts';

/** What a request changes at a group. Who is to go goes first. */
export type GroupChange = {
  readonly displayName?: string;
  /** Null removes it. */
  readonly externalId?: string | null;
  readonly add: ReadonlySet<string>;
  readonly drop: ReadonlySet<string> | 'all';
};

/**
 * Makes one change of all operations, so that nobody needs to read a group of thousands to add one member. Throws a
 * `ScimError` for brackets that select by more than IDs.
 */
export function groupChangeOf(operations: readonly Operation[]): GroupChange {
  const members = collectMembers();
  const details: { displayName?: string; externalId?: string | null } = {};
  for (const { op, path, value } of operations) {
    if (path.kind === 'extension') continue;
    const { attribute, filter, sub } = path;
    if (attribute.name !== 'members') Object.assign(details, detailOf(op, path, value));
    else if (sub !== undefined || (filter !== undefined && op !== 'remove'))
      throw callerMistake('invalidPath', 'A member is added or removed; it has nothing else to change.');
    else if (filter !== undefined) members.drop(selectedMembers(filter));
    else if (op === 'remove' && value === undefined) members.dropAll();
    else if (op === 'remove') members.drop(memberIds(path, value) ?? []);
    else {
      const ids = memberIds(path, value);
      if (op === 'replace') {
        if (ids === undefined) throw noList();
        members.dropAll();
      }
      members.add(ids ?? []);
    }
  }
  return { ...details, ...members.change() };
}

function collectMembers() {
  const add = new Set<string>();
  let drop: Set<string> | 'all' = new Set();
  return {
    add(ids: readonly string[]) {
      for (const id of ids) {
        add.add(id);
        if (drop !== 'all') drop.delete(id);
      }
    },
    drop(ids: readonly string[]) {
      for (const id of ids) {
        add.delete(id);
        if (drop !== 'all') drop.add(id);
      }
    },
    dropAll() {
      add.clear();
      drop = 'all';
    },
    change: (): Pick<GroupChange, 'add' | 'drop'> => ({ add, drop }),
  };
}

function detailOf(
  op: Operation['op'],
  { attribute }: AttributePath,
  value: unknown,
): Pick<GroupChange, 'displayName' | 'externalId'> {
  const text = op === 'remove' ? undefined : (normalizeValue(attribute, value) as string | undefined);
  if (text === undefined && op === 'add') return {};
  if (attribute.name === 'externalId') return { externalId: text ?? null };
  if (text === undefined) throw callerMistake('invalidValue', 'A group needs a displayName.');
  return { displayName: text };
}

/**
 * The IDs in a list of members. An entry may be an object with a value, or the ID alone. Returns `undefined` if there is
 * neither a list nor an entry.
 */
function memberIds({ attribute }: AttributePath, value: unknown): readonly string[] | undefined {
  const members = normalizeValue(attribute, value) ?? (Array.isArray(value) ? [] : undefined);
  return members === undefined ? undefined : memberIdsOf(members as readonly unknown[]);
}

function noList(): ScimError {
  return callerMistake('invalidValue', 'Send the members as a list. An empty list removes them all.');
}

export function memberIdsOf(members: readonly unknown[]): readonly string[] {
  return members.flatMap((member) =>
    isObject(member) && typeof member['value'] === 'string' ? [member['value']] : [],
  );
}

/** The IDs in brackets such as `members[value eq "…"]`. */
function selectedMembers(filter: Condition): readonly string[] {
  const ids = idsIn(filter);
  if (ids === undefined)
    throw callerMistake('invalidFilter', 'Select members by their ID: members[value eq "…"].');
  return ids;
}

function idsIn(filter: Condition): readonly string[] | undefined {
  if (filter.op === 'eq' && filter.target.attribute.name === 'value') return [String(filter.value)];
  if (filter.op !== 'or') return undefined;
  const ids = filter.conditions.map(idsIn);
  return ids.includes(undefined) ? undefined : ids.flatMap((one) => one ?? []);
}
