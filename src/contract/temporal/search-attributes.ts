import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Search attributes are never encrypted: they must not contain the email or the name of a person. */
export const stateAttribute = defineSearchAttributeKey('OnboardingState', SearchAttributeType.KEYWORD);
export const stepAttribute = defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD);
export const sinceAttribute = defineSearchAttributeKey('OnboardingSince', SearchAttributeType.DATETIME);
export const groupAttribute = defineSearchAttributeKey('OnboardingGroup', SearchAttributeType.KEYWORD);

/** Keyed hashes of a person's email, allowed addresses and external ID. */
export const personKeysAttribute = defineSearchAttributeKey('PersonKeys', SearchAttributeType.KEYWORD_LIST);

/** Search attributes that the namespace must have before an onboarding can start: name → Temporal's type. */
export const requiredSearchAttributes: Readonly<Record<string, 'Keyword' | 'KeywordList' | 'Datetime'>> = {
  [stateAttribute.name]: 'Keyword',
  [stepAttribute.name]: 'Keyword',
  [sinceAttribute.name]: 'Datetime',
  [groupAttribute.name]: 'Keyword',
  [personKeysAttribute.name]: 'KeywordList',
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

type Flow = { readonly group: { readonly name: string }; readonly personKeys: readonly string[] };

/** Every search attribute of a person's workflow. A continue-as-new must bring them all, or they fall back to those of the start. */
export function personAttributes(status: Status, { group, personKeys }: Flow) {
  return [
    ...statusAttributes(status),
    { key: groupAttribute, value: group.name },
    { key: personKeysAttribute, value: [...personKeys] },
  ];
}

/** All that an erased person leaves in the search attributes. */
export function erasedAttributes(erasedAt: string) {
  return [
    { key: stateAttribute, value: 'erased' },
    { key: sinceAttribute, value: new Date(erasedAt) },
  ];
}
