import type { Comparison, Condition } from './condition.ts';
import { comparedPart } from './parse-filter.ts';

/** An attribute whose value leads to a resource without a scan of all of them. */
export type LookUp = {
  readonly by: 'id' | 'userName' | 'externalId' | 'address' | 'displayName' | 'member';
  readonly value: string;
};

/** The names of attributes, with the part that is compared, as far as they are keys of a resource. */
const keys: Readonly<Record<string, LookUp['by']>> = {
  id: 'id',
  userName: 'userName',
  externalId: 'externalId',
  'emails.value': 'address',
  displayName: 'displayName',
  'members.value': 'member',
};

/**
 * Finds the comparison of a filter that every match must meet and that is a look-up of one of the kinds. What it finds
 * has to meet the rest of the filter, too.
 */
export function lookUpOf(condition: Condition, kinds: readonly LookUp['by'][]): LookUp | undefined {
  if (condition.op === 'and') {
    const found = condition.conditions.map((one) => lookUpOf(one, kinds)).filter((one) => one !== undefined);
    return found.toSorted((one, other) => kinds.indexOf(one.by) - kinds.indexOf(other.by))[0];
  }
  if (condition.op === 'some') {
    const inside = partEquals(condition.condition, 'value');
    return inside && asLookUp(`${condition.target.attribute.name}.value`, inside.value, kinds);
  }
  return condition.op === 'eq' ? asLookUp(nameOf(condition), condition.value, kinds) : undefined;
}

function nameOf({ target }: Comparison): string {
  const { name } = target.attribute;
  return target.attribute.type === 'complex' ? `${name}.${comparedPart(target).name}` : name;
}

function asLookUp(
  name: string,
  value: Comparison['value'],
  kinds: readonly LookUp['by'][],
): LookUp | undefined {
  const by = keys[name];
  if (by === undefined || !kinds.includes(by) || typeof value !== 'string') return undefined;
  return { by, value };
}

/** The comparison of the part by `eq` that every match must meet. */
function partEquals(condition: Condition, part: string): Comparison | undefined {
  if (condition.op === 'and')
    return condition.conditions.map((one) => partEquals(one, part)).find((one) => one !== undefined);
  return condition.op === 'eq' && condition.target.attribute.name === part ? condition : undefined;
}
