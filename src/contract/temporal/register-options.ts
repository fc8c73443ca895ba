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
  const { view, record, personKeys } = input;
  const memo: PersonMemo = { view, record };
  return {
    memo: { ...memo },
    typedSearchAttributes: personAttributes(view, { group: view.group, personKeys }),
  };
}
