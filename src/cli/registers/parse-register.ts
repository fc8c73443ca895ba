import type { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import type { FieldError } from '../../contract/api/problems.ts';
import { hasEnded } from '../../contract/temporal/flow-view.ts';
import { flowIdFor, parseFlowId } from '../../contract/temporal/flow-ids.ts';
import type { PersonInput, RememberedPerson } from '../../contract/temporal/person-input.ts';
import type { InProgress } from './in-progress.ts';
import { erasedLine, inProgressLine, type Register, rememberedLine } from './register-line.ts';

export type Parsed =
  | { readonly register: Register }
  | { readonly inProgress: InProgress }
  | { readonly mistakes: readonly [FieldError, ...FieldError[]] };

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

/** Checks a line that was parsed, or is about to be written. */
export function checkRegister(value: unknown): Parsed {
  const has = (field: string) => typeof value === 'object' && value !== null && field in value;
  const isInProgress = has('inProgress');
  const line = has('erasedAt') ? erasedLine : isInProgress ? inProgressLine : rememberedLine;
  const checked = validate<z.ZodType>(line, value, 'body');
  if ('error' in checked) return { mistakes: checked.error.errors as [FieldError, ...FieldError[]] };
  if (isInProgress) return { inProgress: value as InProgress };
  // The value itself: parsing drops what a nested schema does not know.
  const { id, ...input } = value as { readonly id: string } & PersonInput;
  const mistake = 'erasedAt' in input ? undefined : findContradiction(id, input);
  return mistake === undefined ? { register: { id, input } } : { mistakes: [mistake] };
}

/** What a schema cannot say: all flows belong to this person, have ended, and the newest one has the number of the line. */
function findContradiction(id: string, { flow, view, record }: RememberedPerson): FieldError | undefined {
  const newest = flowIdFor(id, flow);
  if (view.id !== newest) return { field: '/view/id', message: `must be ${newest}, made of /id and /flow` };
  const views = [view, ...record.earlier];
  for (const [index, one] of views.entries()) {
    const { id: flowId, state } = one;
    const field = index === 0 ? '/view' : `/record/earlier/${index - 1}`;
    const other = parseFlowId(flowId);
    if (other.personId !== id || other.flow > flow)
      return { field: `${field}/id`, message: `must be that of an earlier onboarding of ${id}` };
    if (!hasEnded(one) || state === 'erased')
      return { field: `${field}/state`, message: 'must be completed, cancelled, left or reinstated' };
  }
  return undefined;
}
