import { callerMistake } from './error.ts';
import type { Condition } from './filter/condition.ts';
import { parseValueFilter } from './filter/parse-filter.ts';
import type { Attribute } from './schemas/attribute.ts';
import { findAttribute, findIn, type Located, splitUrn } from './schemas/find-attribute.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/** What the path of a PATCH operation means (RFC 7644 §3.5.2). */
export type Path =
  /** An attribute that this service does not keep. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'extension'; readonly extension: string }
  | (Located & {
      readonly kind: 'attribute';
      /** Which values of the attribute: the filter in the brackets. */
      readonly filter?: Condition;
      readonly sub?: Attribute;
    });

/**
 * Reads the path of an operation, such as `emails[type eq "work"].value`. Throws a `ScimError` (`invalidPath`) if it has
 * another form.
 */
export function parsePath(type: ResourceType, text: string): Path {
  const inSchema = splitUrn(type, text);
  if (inSchema?.rest === '') {
    const { id } = inSchema.schema;
    return id === type.schema.id ? { kind: 'unknown' } : { kind: 'extension', extension: id };
  }
  const path = inSchema?.rest ?? text;
  if (inSchema === undefined && /^urn:/i.test(path)) return { kind: 'unknown' };
  const [, name, brackets, part] = /^([\w$-]+)(?:\[(.*)\])?(?:\.([\w$-]+))?$/s.exec(path) ?? [];
  if (name === undefined)
    throw callerMistake(
      'invalidPath',
      'A path of an operation cannot be read. Write it as in RFC 7644 §3.5.2.',
    );
  const located = findAttribute(type, name, inSchema?.schema.id);
  if (located === undefined) return { kind: 'unknown' };
  const sub = part === undefined ? undefined : findIn(located.attribute.subAttributes, part);
  if (part !== undefined && sub === undefined) return { kind: 'unknown' };
  return {
    kind: 'attribute',
    ...located,
    ...(sub === undefined ? {} : { sub }),
    ...(brackets === undefined ? {} : { filter: valueFilter(located.attribute, brackets) }),
  };
}

function valueFilter(attribute: Attribute, text: string): Condition {
  if (!attribute.multiValued || attribute.subAttributes === undefined)
    throw callerMistake(
      'invalidPath',
      `${attribute.name} is not a list of objects, so brackets cannot select from it.`,
    );
  return parseValueFilter(attribute, text);
}
