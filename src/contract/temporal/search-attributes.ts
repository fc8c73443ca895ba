import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Search attributes are never encrypted: they must not contain the email or the name of a person. */
export const stateAttribute = defineSearchAttributeKey('OnboardingState', SearchAttributeType.KEYWORD);
export const stepAttribute = defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD);
export const sinceAttribute = defineSearchAttributeKey('OnboardingSince', SearchAttributeType.DATETIME);
export const groupAttribute = defineSearchAttributeKey('OnboardingGroup', SearchAttributeType.KEYWORD);

/** Search attributes that the namespace must have before an onboarding can start: name → Temporal's type. */
export const requiredSearchAttributes: Readonly<Record<string, 'Keyword' | 'Datetime'>> = {
  [stateAttribute.name]: 'Keyword',
  [stepAttribute.name]: 'Keyword',
  [sinceAttribute.name]: 'Datetime',
  [groupAttribute.name]: 'Keyword',
};

type Status = { readonly state: string; readonly step: string; readonly since: string };

/** State, step and when the state began, as search attributes: one event of the history sets all three. */
export function statusAttributes({ state, step, since }: Status) {
  return [
    { key: stateAttribute, value: state },
    { key: stepAttribute, value: step },
    { key: sinceAttribute, value: new Date(since) },
  ];
}
