import { validate } from '../../api/plugins/validation.ts';
import type { FieldError } from '../../contract/api/problems.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import type { PersonInput } from '../../contract/temporal/person-input.ts';
import { erasedLine, type Register, rememberedLine } from './register-line.ts';

export type Parsed =
  { readonly register: Register } | { readonly mistakes: readonly [FieldError, ...FieldError[]] };

/** Parses a line of an export. The result has every field of the line, as it is there. */
export function parseRegister(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The reason that the parser gives repeats a part of the line, which is personal data.
    return { mistakes: [{ field: '', message: 'is not valid JSON' }] };
  }
  return checkRegister(value);
}

export function checkRegister(value: unknown): Parsed {
  const isErased = typeof value === 'object' && value !== null && 'erasedAt' in value;
  const checked = isErased ? validate(erasedLine, value, 'body') : validate(rememberedLine, value, 'body');
  if ('error' in checked) return { mistakes: checked.error.errors as [FieldError, ...FieldError[]] };
  // The value itself: parsing drops what a nested schema does not know.
  const { id, ...input } = value as { readonly id: string } & PersonInput;
  if (!('erasedAt' in input)) {
    const { view, flow } = input;
    const newest = flowIdFor(id, flow);
    if (view.id !== newest)
      return { mistakes: [{ field: '/view/id', message: `must be ${newest}, made of /id and /flow` }] };
    if (traitsOf(view.state).final !== true || view.state === 'erased')
      return { mistakes: [{ field: '/view/state', message: 'must be completed or cancelled' }] };
  }
  return { register: { id, input } };
}
