import { callerMistake, type ScimError } from './error.ts';
import type { Condition } from './filter/condition.ts';
import { parseValueFilter } from './filter/parse-filter.ts';
import type { Attribute } from './schemas/attribute.ts';
import { findAttribute, findIn, type Located, splitUrn } from './schemas/find-attribute.ts';
import type { ResourceType } from './schemas/resource-types.ts';

/** What the path of a PATCH operation means (RFC 7644 §3.5.2). */
export type Path =
  /** It has not the form of a path. */
  | { readonly kind: 'unreadable' }
  /** An attribute that this service does not keep. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'extension'; readonly extension: string }
  | AttributePath;

export type AttributePath = Located & {
  readonly kind: 'attribute';
  /** Which values of the attribute: the filter in the brackets. */
  readonly filter?: Condition;
  readonly sub?: Attribute;
};

/**
 * Reads the path of an operation, such as `emails[type eq "work"].value`. Throws a `ScimError` if the brackets of an
 * attribute that is kept cannot be read.
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
  if (name === undefined) return { kind: 'unreadable' };
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

export function unreadablePath(): ScimError {
  return callerMistake('invalidPath', 'A path cannot be read. Write it as in RFC 7644 §3.5.2.');
}

function valueFilter(attribute: Attribute, text: string): Condition {
  if (!attribute.multiValued || attribute.subAttributes === undefined)
    throw callerMistake(
      'invalidPath',
      `${attribute.name} is not a list of objects, so brackets cannot select from it.`,
    );
  return parseValueFilter(attribute, text);
}
