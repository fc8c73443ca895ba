import { type OnboardingRequest, requestContent, rolesOf } from '../contract/api/onboarding-request.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import { type HireColumn, hireColumns } from './hire-columns.ts';
import type { Subject } from './subject.ts';
import { toHire } from './to-hire.ts';

/** A file of people who are hired, or who move. */
export const hires: Subject<HireColumn, OnboardingRequest> = {
  ...hireColumns,
  noun: 'hire',
  idColumn: 'onboardingId',
  needs: 'email is required, and either roles, or group and policies',
  advice: ({ set }) =>
    `For all rows that have none, ${set('roles', 'NAME')}, or ${set('group', 'NAME')} and ${set('policies', 'NAME;NAME')}.`,
  isRequired: (column, isThere) =>
    column === 'email' || ((column === 'group' || column === 'policies') && !isThere('roles')),
  // A row says in one way what access it means; the options of the other way are for other rows.
  isMeant: (column, isEmpty) =>
    column === 'roles' ? isEmpty('group') && isEmpty('policies') : isEmpty('roles'),
  toRequest: toHire,
  contentOf: requestContent,
  fieldsOf(hire) {
    const { email: _, group, policies, allowedAddresses = [], apiAccess = false, ...texts } = hire;
    const roles = rolesOf(hire);
    return {
      ...texts,
      role: undefined,
      roles: roles.length === 0 ? undefined : roles.toSorted(),
      group: group?.name,
      groupDescription: group?.description,
      policies: policies?.toSorted(),
      apiAccess,
      allowedAddresses: allowedAddresses.map(canonicalEmail).toSorted(),
    };
  },
};
