import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * Search attributes are never encrypted: they must not contain the email or the name of a person. Only the external ID is
 * there, if `ONBOARDING_PLAIN_REF` asks for it.
 */
export const stateAttribute = defineSearchAttributeKey('OnboardingState', SearchAttributeType.KEYWORD);
export const stepAttribute = defineSearchAttributeKey('OnboardingStep', SearchAttributeType.KEYWORD);
export const sinceAttribute = defineSearchAttributeKey('OnboardingSince', SearchAttributeType.DATETIME);
/** The first group. The keys of a person find the others. */
export const groupAttribute = defineSearchAttributeKey('OnboardingGroup', SearchAttributeType.KEYWORD);

/** Keyed hashes of a person's email, allowed addresses, external ID, and groups after the first. */
export const personKeysAttribute = defineSearchAttributeKey('PersonKeys', SearchAttributeType.KEYWORD_LIST);

/** Keyed hashes of the external ID and the emails of a SCIM user, or of the external ID of a SCIM group. */
export const scimKeysAttribute = defineSearchAttributeKey('ScimKeys', SearchAttributeType.KEYWORD_LIST);

type SearchAttributes = Readonly<Record<string, 'Keyword' | 'KeywordList' | 'Datetime'>>;

/** The caller's external ID in plain text, only if the settings of the onboarding ask for it. */
export const refAttribute = defineSearchAttributeKey('OnboardingRef', SearchAttributeType.KEYWORD);

/** Search attributes that the namespace must have before anything can start: name → Temporal's type. */
export const requiredSearchAttributes: SearchAttributes = {
  [stateAttribute.name]: 'Keyword',
  [stepAttribute.name]: 'Keyword',
  [sinceAttribute.name]: 'Datetime',
  [groupAttribute.name]: 'Keyword',
  [personKeysAttribute.name]: 'KeywordList',
  [scimKeysAttribute.name]: 'KeywordList',
};

/** The required search attributes, and those that the settings ask for. */
export function searchAttributesFor({ plainRef }: { readonly plainRef: boolean }): SearchAttributes {
  return plainRef
    ? { ...requiredSearchAttributes, [refAttribute.name]: 'Keyword' }
    : requiredSearchAttributes;
}

type Status = { readonly state: string; readonly step: string; readonly since: string };

/** State, step and when the state began, as search attributes: one event of the history sets all three. */
export function statusAttributes({ state, step, since }: Status) {
  return [
    { key: stateAttribute, value: state },
    { key: stepAttribute, value: step },
    { key: sinceAttribute, value: new Date(since) },
  ];
}

type Flow = {
  /** Absent for a flow that is about no group. */
  readonly group?: { readonly name: string } | undefined;
  readonly personKeys: readonly string[];
  readonly externalId?: string | undefined;
  readonly plainRef?: true | undefined;
};

/** The search attributes by which a person is found. */
export function keyAttributes({ personKeys, externalId, plainRef }: Omit<Flow, 'group'>) {
  return [
    { key: personKeysAttribute, value: [...personKeys] },
    ...(plainRef === true && externalId !== undefined ? [{ key: refAttribute, value: externalId }] : []),
  ];
}

/** Every search attribute of a person's workflow. A continue-as-new must bring them all, or they fall back to those of the start. */
export function personAttributes(status: Status, { group, ...keys }: Flow) {
  const ofGroup = group === undefined ? [] : [{ key: groupAttribute, value: group.name }];
  return [...statusAttributes(status), ...ofGroup, ...keyAttributes(keys)];
}

/** All that an erased person leaves in the search attributes. */
export function erasedAttributes(erasedAt: string) {
  return [
    { key: stateAttribute, value: 'erased' },
    { key: sinceAttribute, value: new Date(erasedAt) },
  ];
}
