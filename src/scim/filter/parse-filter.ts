import { type Filter, parse } from 'scim2-parse-filter';
import { callerMistake, ScimError } from '../error.ts';
import { normalizeValue } from '../normalize-value.ts';
import type { Attribute } from '../schemas/attribute.ts';
import { findAttribute, findIn, splitUrn } from '../schemas/find-attribute.ts';
import type { ResourceType } from '../schemas/resource-types.ts';
import type { Comparison, Condition, Target } from './condition.ts';
import { type PreparedFilter, prepareFilter } from './prepare.ts';

/** More than any client combines. A filter is evaluated for each of tens of thousands of users. */
const maxComparisons = 50;

/** Finds what a name in a filter means. Throws a `ScimError` if there is no such attribute. */
type Resolve = (name: string) => Target;

/** Parses a filter over resources of the type. Throws a `ScimError` (`invalidFilter`) that says what is wrong. */
export function parseFilter(type: ResourceType, filter: string): Condition {
  return parseWith(filter, (name) => resolveTarget(type, name));
}

/** Parses the filter in the brackets of a path, such as `emails[type eq "work"]`: its names are parts of the attribute. */
export function parseValueFilter(attribute: Attribute, filter: string): Condition {
  return parseWith(filter, (name) => resolvePart(attribute, name));
}

function parseWith(filter: string, resolve: Resolve): Condition {
  const prepared = prepareFilter(filter);
  const condition = convert(parsed(prepared), resolve, prepared.literals);
  if (countComparisons(condition) > maxComparisons)
    throw callerMistake('invalidFilter', `A filter may have at most ${maxComparisons} comparisons.`);
  return condition;
}

function parsed({ text }: PreparedFilter): Filter {
  try {
    return parse(text);
  } catch (error) {
    throw unreadableFilter(error);
  }
}

function unreadableFilter(cause?: unknown): ScimError {
  return new ScimError(
    400,
    'The filter cannot be read. Write it as in RFC 7644 §3.4.2.2, for example: userName eq "ada@example.com".',
    { scimType: 'invalidFilter', cause },
  );
}

function convert(filter: Filter, resolve: Resolve, literals: readonly string[]): Condition {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { op: filter.op, conditions: filter.filters.map((one) => convert(one, resolve, literals)) };
    case 'not':
      // The parser also takes `a pr not b pr`, although nothing joins the two, and makes this of it.
      if ('filters' in filter) throw unreadableFilter();
      return { op: 'not', condition: convert(filter.filter, resolve, literals) };
    case 'pr':
      return { op: 'pr', target: resolve(filter.attrPath) };
    case '[]': {
      const target = resolve(filter.attrPath);
      const inside = (name: string) => resolvePart(target.attribute, name);
      return { op: 'some', target, condition: convert(filter.valFilter, inside, literals) };
    }
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return comparison(filter.op, resolve(filter.attrPath), filter.compValue, literals);
    // The parser joins conditions by any name that every object of JavaScript has, such as `constructor`.
    default:
      throw unreadableFilter();
  }
}

/** Throws a `ScimError` if the comparison makes no sense for the type of the attribute. */
function comparison(
  op: Comparison['op'],
  target: Target,
  given: Comparison['value'],
  literals: readonly string[],
): Comparison {
  // The parser sees each text as the number under which the preparation has put it aside.
  const value = typeof given === 'string' ? (literals[Number(given)] ?? given) : given;
  const compared = comparedPart(target);
  if (value === null || compared.type !== 'boolean') return { op, target, value };
  if (op !== 'eq' && op !== 'ne')
    throw callerMistake('invalidFilter', `${compared.name} is true or false; compare it by eq or ne.`);
  try {
    return { op, target, value: normalizeValue({ ...compared, multiValued: false }, value) as boolean };
  } catch {
    throw callerMistake('invalidFilter', `Compare ${compared.name} with true or false.`);
  }
}

/** The attribute whose values are compared: of a complex one that is its part `value` (RFC 7644 §3.4.2.2). */
export function comparedPart({ attribute, sub }: Target): Attribute {
  const named = sub ?? attribute;
  if (named.type !== 'complex') return named;
  const value = findIn(named.subAttributes, 'value');
  if (value !== undefined) return value;
  const parts = (named.subAttributes ?? []).map(({ name }) => `${named.name}.${name}`).join(', ');
  throw callerMistake('invalidFilter', `${named.name} has several parts; compare one of them: ${parts}.`);
}

function resolveTarget(type: ResourceType, path: string): Target {
  const inSchema = splitUrn(type, path);
  const [name = '', part, ...more] = (inSchema?.rest ?? path).split('.');
  const located = findAttribute(type, name, inSchema?.schema.id);
  if (located === undefined || more.length > 0) throw unknownName(type.name, path);
  if (part === undefined) return located;
  const sub = findIn(located.attribute.subAttributes, part);
  if (sub === undefined) throw unknownName(type.name, path);
  return { ...located, sub };
}

function resolvePart(attribute: Attribute, name: string): Target {
  const part = findIn(attribute.subAttributes, name);
  if (part === undefined) throw unknownName(attribute.name, name);
  return { attribute: part };
}

function unknownName(of: string, name: string): ScimError {
  const shown = name.replaceAll(/[^\w.:$-]/g, '').slice(0, 100);
  return callerMistake('invalidFilter', `${of} has no attribute ${shown}; /Schemas lists those that exist.`);
}

function countComparisons(condition: Condition): number {
  if ('conditions' in condition)
    return condition.conditions.reduce((sum, one) => sum + countComparisons(one), 0);
  return 'condition' in condition ? countComparisons(condition.condition) : 1;
}
