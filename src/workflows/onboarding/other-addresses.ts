import type { Onboarding } from './context.ts';

/**
 * Other emails that count as the person's: those of the request, and those that an operator has approved, in this flow or in
 * an earlier one.
 */
export function otherAddresses({ input, record }: Onboarding): string[] {
  const { allowedAddresses } = input;
  const { approvedAddresses: remembered = [] } = input.record;
  const approved = (record.view.approvedAddresses ?? []).map(({ address }) => address);
  return [...new Set([...allowedAddresses, ...remembered, ...approved])];
}
