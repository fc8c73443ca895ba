import { isOffboarding } from './flow-view.ts';
import type { ErasedMemo, PersonMemo } from './memo.ts';
import type { PersonInput } from './person-input.ts';
import { erasedAttributes, personAttributes } from './search-attributes.ts';

/**
 * The memo and the search attributes of a register with this input. Every start and every continue-as-new must bring
 * both, or they fall back to those of the execution before.
 */
export function registerOptions(input: PersonInput) {
  if ('erasedAt' in input) {
    const { erasedAt, flow } = input;
    const memo: ErasedMemo = { erasedAt, flow };
    return { memo: { ...memo }, typedSearchAttributes: erasedAttributes(erasedAt) };
  }
  const { view, record, personKeys, plainRef } = input;
  const { externalId } = view;
  const group = isOffboarding(view) ? undefined : view.group;
  const memo: PersonMemo = { view, record };
  return {
    memo: { ...memo },
    typedSearchAttributes: personAttributes(view, { group, personKeys, externalId, plainRef }),
  };
}
