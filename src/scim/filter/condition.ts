import type { Attribute } from '../schemas/attribute.ts';
import type { Located } from '../schemas/find-attribute.ts';

/** What a condition is about: an attribute of a resource, or a part of one. */
export type Target = Located & { readonly sub?: Attribute };

export type Comparison = {
  readonly op: 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
  readonly target: Target;
  readonly value: string | number | boolean | null;
};

/** A filter whose attributes are those of the schema. */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly op: 'not'; readonly condition: Condition }
  | { readonly op: 'pr'; readonly target: Target }
  /** Some value of the attribute meets the condition, whose targets are parts of that value. */
  | { readonly op: 'some'; readonly target: Target; readonly condition: Condition }
  | Comparison;
