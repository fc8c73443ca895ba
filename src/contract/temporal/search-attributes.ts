import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { OnboardingView } from '../api/onboarding-view.ts';

/** Search attributes are never encrypted: no address and no name of a person may be in one. */
export const stateAttribute = defineSearchAttributeKey('OnboardingState', SearchAttributeType.KEYWORD);
export const stepAttribute = defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD);
export const sinceAttribute = defineSearchAttributeKey('OnboardingSince', SearchAttributeType.DATETIME);
export const groupAttribute = defineSearchAttributeKey('OnboardingGroup', SearchAttributeType.KEYWORD);

/** What a Temporal namespace must know before a run can start: name → type, in Temporal's own words. */
export const requiredSearchAttributes: Readonly<Record<string, 'Keyword' | 'Datetime'>> = {
  [stateAttribute.name]: 'Keyword',
  [stepAttribute.name]: 'Keyword',
  [sinceAttribute.name]: 'Datetime',
  [groupAttribute.name]: 'Keyword',
};

/** Where a run stands, as search attributes: one event of its history says all three. */
export function statusAttributes({ state, step, since }: Pick<OnboardingView, 'state' | 'step' | 'since'>) {
  return [
    { key: stateAttribute, value: state },
    { key: stepAttribute, value: step },
    { key: sinceAttribute, value: new Date(since) },
  ];
}
