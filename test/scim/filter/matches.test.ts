import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScimError } from '../../../src/scim/error.ts';
import { matches } from '../../../src/scim/filter/matches.ts';
import { parseFilter } from '../../../src/scim/filter/parse-filter.ts';
import { groupType, userType } from '../../../src/scim/schemas/resource-types.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  id: 'abc',
  userName: 'Ada@example.com',
  externalId: '00u1',
  displayName: 'Ada "the first" Lovelace',
  title: String.raw`corp\user`,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  preferredLanguage: 'fran\u00e7ais',
  active: false,
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@example.org', type: 'home' },
  ],
  [enterprise]: { department: 'Analysis', manager: { value: 'm1' } },
  meta: { created: '2026-06-29T09:00:00.000Z', lastModified: '2026-06-30T09:00:00.000Z' },
};

describe('a filter', () => {
  test.each([
    ['userName eq "ada@example.com"', true],
    ['USERNAME EQ "ADA@EXAMPLE.COM"', true],
    ['userName eq "ada"', false],
    ['id eq "ABC"', false],
    ['externalId eq "00U1"', false],
    ['externalId eq "00u1"', true],
    ['userName sw "ada@" and userName ew ".com" and userName co "exam"', true],
    ['userName ne "grace@example.com"', true],
    ['nickName ne "x"', true],
    ['nickName eq null', true],
    ['nickName pr', false],
    ['not (nickName pr)', true],
    ['displayName eq "Ada \\"the first\\" Lovelace"', true],
    ['title eq "corp\\\\user"', true],
    [String.raw`title eq "corp\user"`, true],
    ['active eq false', true],
    ['active eq "False"', true],
    ['active ne true', true],
    ['name.familyName eq "lovelace"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ada"', true],
    [`${enterprise}:department eq "analysis"`, true],
    ['department eq "analysis"', true],
    ['manager eq "m1"', true],
    [`${enterprise}:manager.value eq "M1"`, false],
    ['emails eq "ada@example.org"', true],
    ['emails.value eq "ada@example.org"', true],
    ['emails.type eq "home" and emails.value eq "ada@example.com"', true],
    ['emails[type eq "home" and value eq "ada@example.com"]', false],
    ['emails[type eq "home"].value eq "ada@example.com"', false],
    ['emails[type eq "home"].value eq "ada@example.org"', true],
    ['emails[type eq "home" or type eq "work"].value sw "ada"', true],
    ['emails[type eq "other"].value pr', false],
    ['emails[primary eq true]', true],
    ['meta.lastModified gt "2026-06-29T23:00:00Z"', true],
    ['meta.lastModified ge "2026-06-30T11:00:00+02:00"', true],
    ['meta.created lt "2026-06-29T09:00:00Z"', false],
    ['userName eq "x" or userName eq "y" or displayName co "first"', true],
    ['userName eq "x" and (userName eq "y" or displayName co "first")', false],
    ['userName eq ada@example.com', true],
    ['(userName eq ada@example.com)', true],
    ['userName eq " Ada@Example.com "', true],
    ['userName ne " Ada@Example.com "', false],
    ['preferredLanguage eq "FRANC\u0327AIS"', true],
    ['preferredLanguage sw "franc\u0327"', true],
    ['preferredLanguage co " fran"', false],
    ['externalId eq " 00u1"', false],
    ['schemas eq "URN:ietf:params:scim:schemas:core:2.0:User"', true],
    [`schemas pr and schemas eq "${enterprise}"`, true],
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"', false],
    ['active eq False', true],
    ['active eq TRUE', false],
    ['(nickName eq NULL) and emails[primary eq True]', true],
    ['displayName co True', false],
    ['emails[type eq "home"].value SW "ada" and emails[type eq "other"].value PR', false],
  ])('%s: %s', (filter, expected) => {
    expect(matches(parseFilter(userType, filter), user)).toBe(expected);
  });

  test('finds a member of a group', () => {
    const group = { displayName: 'g', members: [{ value: 'u1' }, { value: 'u2' }] };
    const holds = (filter: string) => matches(parseFilter(groupType, filter), group);
    expect([
      holds('members eq "u2"'),
      holds('members[value eq "u3"]'),
      holds('members.value eq "u1"'),
    ]).toEqual([true, false, true]);
  });

  test.each([
    'userName',
    'userName eq',
    'userName eq ',
    'eq "ada"',
    'userName equals "ada"',
    'userName eq "ada',
    "userName eq 'ada' or",
    '(userName eq "ada"',
    'userName eq "ada" userName',
    'emails[type eq "work"',
    'phoneNumbers eq "1"',
    'userName.value eq "1"',
    'emails.display eq "1"',
    'emails[display eq "1"]',
    'name eq "Ada"',
    'active gt true',
    'active eq "maybe"',
    `userName eq "${'x'.repeat(4_000)}"`,
    Array.from({ length: 60 }, () => 'userName pr').join(' or '),
    '('.repeat(3_000),
    '"',
    '\u0000',
    'userName pr not userName pr',
    'userName pr not (nickName pr)',
    'emails[type pr not value pr]',
    'userName pr constructor userName pr',
    'userName pr __proto__ userName pr',
    'userName pr and (active eq true __proto__ active eq false)',
    'constructor pr',
    '__proto__ eq "x"',
  ])('%s is a mistake of the caller, not an empty list', (filter) => {
    expect(() => parseFilter(userType, filter)).toThrow(
      expect.objectContaining({ name: 'ScimError', status: 400, scimType: 'invalidFilter' }),
    );
  });

  test('of any words is read, or a mistake of the caller', () => {
    const word = fc.oneof(
      fc.constantFrom('userName', 'emails', 'pr', 'eq', 'sw', '"a"', 'null', 'True', '5', '[', ']', '.value'),
      fc.constantFrom('and', 'or', 'not', '(', ')', ...Object.getOwnPropertyNames(Object.prototype)),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 9 }), (words) => {
        expect(outcomeOf(words.join(' '))).toBeOneOf([true, false, 'invalidFilter']);
      }),
      { numRuns: 2_000 },
    );
  });
});

function outcomeOf(filter: string): unknown {
  try {
    return matches(parseFilter(userType, filter), user);
  } catch (error) {
    return error instanceof ScimError ? error.scimType : error;
  }
}
