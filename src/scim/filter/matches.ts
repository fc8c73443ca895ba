import { canonicalName, foldCase } from '../../contract/scim/keys.ts';
import { isObject } from '../normalize-value.ts';
import type { Attribute } from '../schemas/attribute.ts';
import type { Comparison, Condition, Target } from './condition.ts';
import { comparedPart } from './parse-filter.ts';

/** Whether a resource, or a value of an attribute, meets the condition (RFC 7644 §3.4.2.2). */
export function matches(condition: Condition, resource: unknown): boolean {
  switch (condition.op) {
    case 'and':
      return condition.conditions.every((one) => matches(one, resource));
    case 'or':
      return condition.conditions.some((one) => matches(one, resource));
    case 'not':
      return !matches(condition.condition, resource);
    case 'pr':
      return valuesOf(condition.target, resource).length > 0;
    case 'some':
      return valuesOf(condition.target, resource).some((value) => matches(condition.condition, value));
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return compares(condition, resource);
  }
}

/** The values that the target has in the resource. */
function valuesOf({ attribute, sub, extension }: Target, resource: unknown): readonly unknown[] {
  const holder = extension === undefined ? resource : propertyOf(resource, extension);
  const values = asList(propertyOf(holder, attribute.name));
  return sub === undefined ? values : values.flatMap((value) => asList(propertyOf(value, sub.name)));
}

function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function compares({ op, target, value }: Comparison, resource: unknown): boolean {
  const part = comparedPart(target);
  const values = valuesOf(target, resource).flatMap((one) =>
    asList(isObject(one) ? propertyOf(one, part.name) : one),
  );
  // What is absent equals null, and differs from everything else.
  if (value === null) return op === 'eq' ? values.length === 0 : op === 'ne' && values.length > 0;
  const relation = op === 'ne' ? 'eq' : op;
  const form = (one: unknown) => comparable(one, part, relation);
  const isMet = values.some((one) => relations[relation](form(one), form(value)));
  return op === 'ne' ? !isMet : isMet;
}

type Comparable = string | number;
type Relation = Exclude<Comparison['op'], 'ne'>;

const relations: Readonly<Record<Relation, (left: Comparable, right: Comparable) => boolean>> = {
  eq: (left, right) => left === right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  co: (left, right) => String(left).includes(String(right)),
  sw: (left, right) => String(left).startsWith(String(right)),
  ew: (left, right) => String(left).endsWith(String(right)),
};

/**
 * A value in a form that compares as its attribute does: times as instants, texts mostly without letter case. Two texts are
 * equal if they are the same name.
 */
function comparable(value: unknown, { type, caseExact }: Attribute, relation: Relation): Comparable {
  const text = String(value);
  if (type === 'dateTime' && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  if (caseExact) return text;
  return relation === 'eq' ? canonicalName(text) : foldCase(text);
}
