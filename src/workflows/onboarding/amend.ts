import { upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { type AmendInput, staleRequest } from '../../contract/temporal/messages.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import { amendedRecord } from '../../contract/temporal/person-record.ts';
import { keyAttributes } from '../../contract/temporal/search-attributes.ts';
import { rejection } from '../engine/command-validators.ts';
import { noted } from '../engine/history.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OnboardingTypes } from './types.ts';

/** Takes over the changed details, says so in the history, and returns the input with them. */
export function amended(
  { input, record }: { readonly input: OnboardingInput; readonly record: RunRecord<OnboardingTypes> },
  change: AmendInput,
): OnboardingInput {
  const { details, personKeys } = change;
  const { description, ...person } = details;
  record.change(amendedView(record.view, change));
  const changed: OnboardingInput = {
    ...input,
    ...person,
    // Only a request that names its group itself has a description.
    groups: input.groups.map((group) => ({ ...group, ...defined({ description }) })),
    personKeys,
    record: amendedRecord(input.record, details),
  };
  // Another external ID always gives another key.
  if (!sameKeys(personKeys, input.personKeys)) upsertSearchAttributes(keyAttributes(changed));
  // Callers compare the next request with what is remembered.
  upsertMemo({ record: changed.record });
  record.publish();
  return changed;
}

/** The view with the changed details, and a line about them in its history. */
export function amendedView(
  view: OnboardingView,
  { by, details }: Pick<AmendInput, 'by' | 'details'>,
): OnboardingView {
  const { description: _, ...person } = details;
  const names = Object.keys(details).join(', ');
  return { ...view, ...person, history: noted(view.history, `${names} changed by ${by}`) };
}

/** Rejects a change that was decided from other keys: it would bring back what another change has replaced. */
export function assertKeysSeen({ seenKeys }: AmendInput, personKeys: readonly string[]): void {
  if (sameKeys(seenKeys, personKeys)) return;
  throw rejection(staleRequest, 'another change of the details came first');
}

function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((key) => others.includes(key));
}
