import { expect, test } from 'vitest';
import { lookUpOf } from '../../../src/scim/filter/look-up.ts';
import { parseFilter } from '../../../src/scim/filter/parse-filter.ts';
import { userType } from '../../../src/scim/schemas/resource-types.ts';

const kinds = ['id', 'userName', 'externalId', 'address'] as const;

test.each([
  ['userName eq "a"', { by: 'userName', value: 'a' }],
  ['externalId eq "a"', { by: 'externalId', value: 'a' }],
  ['emails eq "a"', { by: 'address', value: 'a' }],
  ['emails.value eq "a"', { by: 'address', value: 'a' }],
  ['emails[type eq "work"].value eq "a"', { by: 'address', value: 'a' }],
  ['emails[value eq "a" and type eq "work"]', { by: 'address', value: 'a' }],
  ['userName eq "a" and id eq "b"', { by: 'id', value: 'b' }],
  ['active eq true and (userName eq "a")', { by: 'userName', value: 'a' }],
  ['userName eq "a" or id eq "b"', undefined],
  ['not (userName eq "a")', undefined],
  ['userName sw "a"', undefined],
  ['userName eq null', undefined],
  ['displayName eq "a"', undefined],
  ['emails.type eq "work"', undefined],
])('%s leads to %o', (filter, expected) => {
  expect(lookUpOf(parseFilter(userType, filter), kinds)).toEqual(expected);
});
