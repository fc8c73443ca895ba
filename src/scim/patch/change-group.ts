import { callerMistake } from '../error.ts';
import type { Condition } from '../filter/condition.ts';
import { isObject, normalizeValue } from '../normalize-value.ts';
import type { Operation } from './operations.ts';

/** What a request changes at a group. Who is to go goes first. */
export type GroupChange = {
  readonly displayName?: string;
  /** Null removes it. */
  readonly externalId?: string | null;
  readonly add: ReadonlySet<string>;
  readonly drop: ReadonlySet<string> | 'all';
};

type AttributePath = Extract<Operation['path'], { readonly kind: 'attribute' }>;

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
    else if (filter !== undefined) members.drop(selectedMembers(op, filter, sub !== undefined));
    else if (op === 'remove' && value !== undefined) members.drop(memberIds(path, value));
    else {
      if (op !== 'add') members.dropAll();
      if (op !== 'remove') members.add(memberIds(path, value));
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
  if (attribute.name === 'externalId') return { externalId: text ?? null };
  if (text === undefined) throw callerMistake('invalidValue', 'A group needs a displayName.');
  return { displayName: text };
}

/** The IDs in a list of members. An entry may be an object with a value, or the ID alone. */
function memberIds({ attribute }: AttributePath, value: unknown): readonly string[] {
  return memberIdsOf((normalizeValue(attribute, value) ?? []) as readonly unknown[]);
}

export function memberIdsOf(members: readonly unknown[]): readonly string[] {
  return members.flatMap((member) =>
    isObject(member) && typeof member['value'] === 'string' ? [member['value']] : [],
  );
}

/** The IDs in brackets such as `members[value eq "…"]`. */
function selectedMembers(op: Operation['op'], filter: Condition, hasPart: boolean): readonly string[] {
  if (op !== 'remove' || hasPart)
    throw callerMistake('invalidPath', 'A member is added or removed; it has nothing else to change.');
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
