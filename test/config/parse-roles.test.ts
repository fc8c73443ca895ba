import {
  assert,
  boolean,
  json,
  nat,
  oneof,
  pre,
  property,
  record,
  string,
  stringMatching,
  tuple,
  uniqueArray,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRoles } from '../../src/config/parse-roles.ts';

const developers = { group: { name: 'Developers' }, policies: ['Provisioning'] };
const parse = (roles: object) => parseRoles(JSON.stringify({ roles }));

test('reads roles from JSON', () => {
  const ops = { group: { name: 'Ops', description: 'On call' }, policies: ['DNS', 'VKE'], apiAccess: true };
  expect(parse({ developers, ops })).toEqual({
    value: [
      { name: 'developers', ...developers },
      { name: 'ops', ...ops },
    ],
  });
});

test('reads roles from YAML, with comments', () => {
  const text = `
roles:
  developers: # everyone who deploys
    group: { name: Developers }
    policies: [Provisioning]
`;
  expect(parseRoles(text)).toEqual({ value: [{ name: 'developers', ...developers }] });
});

test('reads who has a role by SCIM, and the role of everyone else', () => {
  const when = { scimGroups: ['vultr-developers', 'Platform'], scimRoles: ['Developer'] };
  const billing = { group: { name: 'Billing' }, policies: ['Billing'] };
  const file = { roles: { developers: { ...developers, when }, billing }, default: 'billing' };
  expect(parseRoles(JSON.stringify(file))).toEqual({
    value: [
      { name: 'developers', ...developers, when },
      { name: 'billing', ...billing, isDefault: true },
    ],
  });
});

test('refuses a default that is not a role', () => {
  expect(parseRoles(JSON.stringify({ roles: { developers }, default: 'devs' }))).toEqual({
    mistakes: ['default is "devs", which is not a role; the roles are developers'],
  });
});

describe('a mistake', () => {
  test.each<[string, object, RegExp]>([
    ['no role', {}, /^roles must define at least one role$/],
    ['a role without a group', { developers: { policies: ['DNS'] } }, /^roles\.developers\.group /],
    [
      'a role without policies',
      { developers: { ...developers, policies: [] } },
      /^roles\.developers\.policies must name at least one/,
    ],
    [
      'an unknown key',
      { developers: { ...developers, policy: 'DNS' } },
      /^roles\.developers has "policy", which is not known here$/,
    ],
    ['a name that a CSV cell could not hold', { 'a;b': developers }, /a;b must be the name of a role/],
    [
      'text instead of a boolean',
      { developers: { ...developers, apiAccess: 'yes' } },
      /^roles\.developers\.apiAccess must be true or false$/,
    ],
    [
      'a number instead of a name',
      { developers: { ...developers, policies: [1] } },
      /^roles\.developers\.policies\.0 must be text$/,
    ],
    [
      'a condition without any name',
      { developers: { ...developers, when: {} } },
      /^roles\.developers\.when must have scimGroups or scimRoles$/,
    ],
    [
      'a condition with an empty list',
      { developers: { ...developers, when: { scimGroups: [] } } },
      /^roles\.developers\.when\.scimGroups must name at least one/,
    ],
    [
      'a condition with an unknown key',
      { developers: { ...developers, when: { groups: ['vultr'] } } },
      /^roles\.developers\.when has "groups", which is not known here$/,
    ],
    [
      'one group of two roles',
      { developers, admins: { ...developers, policies: ['ManageUsers'] } },
      /^the roles developers and admins have the same group "Developers"/,
    ],
    [
      'too many roles',
      Object.fromEntries(
        Array.from({ length: 51 }, (_, index) => [
          `role-${index}`,
          { ...developers, group: { name: `${index}` } },
        ]),
      ),
      /^roles must define at most 50 roles$/,
    ],
  ])('is %s', (_, roles, expected) => {
    expect(parse(roles)).toEqual({ mistakes: [expect.stringMatching(expected)] });
  });

  test('is a role that is defined twice, which JSON.parse would not notice', () => {
    const role = JSON.stringify(developers);
    const text = `{"roles":{"developers":${role},\n"developers":${role}}}`;
    expect(parseRoles(text)).toEqual({ mistakes: ['line 2, column 1: Map keys must be unique'] });
  });

  test.each(['', '[]', 'roles', '{"roles":', '{"roles":*unknown}'])('is a file that contains %j', (text) => {
    expect(parseRoles(text)).toMatchObject({ mistakes: [expect.any(String)] });
  });

  test('does not hide another one', () => {
    const { mistakes } = parse({ 'a b': developers, ops: { ...developers, policies: [] } }) as {
      mistakes: string[];
    };
    expect(mistakes).toHaveLength(2);
  });
});

const name = stringMatching(/^[\w.-]{1,64}$/).filter((text) => text !== '__proto__');
const word = stringMatching(/^[A-Za-z]{1,20}$/);
const role = record(
  {
    policies: uniqueArray(word, { minLength: 1, maxLength: 5 }),
    apiAccess: boolean(),
    description: word,
  },
  { requiredKeys: ['policies'] },
);
const rolesByName = uniqueArray(tuple(name, role), {
  selector: ([key]) => key,
  minLength: 1,
  maxLength: 50,
}).map((entries) =>
  entries.map(([key, { description, ...rest }], index) => ({
    name: key,
    group: { name: `Group ${index}`, ...(description === undefined ? {} : { description }) },
    ...rest,
  })),
);

function toFile(roles: readonly { readonly name: string }[]): string {
  return JSON.stringify({
    roles: Object.fromEntries(roles.map(({ name: key, ...content }) => [key, content])),
  });
}

function byName(roles: readonly { readonly name: string }[]) {
  return roles.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

describe('any roles file', () => {
  test('reads back as it was written, whatever the order', () => {
    assert(
      property(rolesByName, (roles) => {
        const parsed = parseRoles(toFile(roles));
        expect('value' in parsed && byName(parsed.value)).toEqual(byName(roles));
      }),
    );
  });

  test('is refused as a whole if two roles have one group, and the mistake names both', () => {
    assert(
      property(rolesByName, nat(), nat(), (roles, some, other) => {
        const [first, second] = [roles[some % roles.length], roles[other % roles.length]];
        pre(first !== undefined && second !== undefined && first !== second);
        const clashing = roles.map((one) => (one === second ? { ...one, group: first.group } : one));
        const parsed = parseRoles(toFile(clashing));
        expect('mistakes' in parsed && parsed.mistakes).toHaveLength(1);
        expect(JSON.stringify(parsed)).toContain(first.name);
        expect(JSON.stringify(parsed)).toContain(second.name);
      }),
    );
  });

  test('of whatever text never throws', () => {
    assert(
      property(oneof(string(), json()), (text) => {
        const parsed = parseRoles(text);
        expect('value' in parsed || parsed.mistakes.length > 0).toBe(true);
      }),
    );
  });
});
