import { upsertSearchAttributes } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { AmendInput } from '../../contract/temporal/messages.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import { amendedRecord, type Details } from '../../contract/temporal/person-record.ts';
import { personKeysAttribute } from '../../contract/temporal/search-attributes.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OnboardingTypes } from './types.ts';

/** Takes over the changed details, says so in the history, and returns the input with them. */
export function amended(
  { input, record }: { readonly input: OnboardingInput; readonly record: RunRecord<OnboardingTypes> },
  { by, details, personKeys }: AmendInput,
): OnboardingInput {
  const { description, ...person } = details;
  record.change(person);
  record.note(`${namesOf(details)} changed by ${by}`);
  if (!sameKeys(personKeys, input.personKeys)) {
    upsertSearchAttributes([{ key: personKeysAttribute, value: [...personKeys] }]);
  }
  record.publish();
  return {
    ...input,
    ...person,
    group: { ...input.group, ...defined({ description }) },
    personKeys,
    record: amendedRecord(input.record, details),
  };
}

export function namesOf(details: Details): string {
  return Object.keys(details).join(', ');
}

export function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((key) => others.includes(key));
}
