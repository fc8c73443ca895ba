import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Search attributes are never encrypted: no address and no name of a person may be in one. */
export const stateAttribute = defineSearchAttributeKey('OnboardingState', SearchAttributeType.KEYWORD);
export const groupAttribute = defineSearchAttributeKey('OnboardingGroup', SearchAttributeType.KEYWORD);

/** What a Temporal namespace must know before a run can start: name → type, in Temporal's own words. */
export const requiredSearchAttributes: Readonly<Record<string, 'Keyword'>> = {
  [stateAttribute.name]: 'Keyword',
  [groupAttribute.name]: 'Keyword',
};
