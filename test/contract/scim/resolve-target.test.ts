import { describe, expect, test } from 'vitest';
import type { Role } from '../../../src/contract/config/roles.ts';
import { isMapped, resolveTarget, serviceUserSchema } from '../../../src/contract/scim/resolve-target.ts';
import type { Wish } from '../../../src/contract/scim/wish.ts';

const role = (name: string, more: Partial<Role> = {}): Role => ({
  name,
  group: { name: `Vultr ${name}` },
  policies: ['Provisioning'],
  ...more,
});
const roles = [
  role('developers', { when: { scimGroups: ['vultr-developers', 'g-42'], scimRoles: ['Developer'] } }),
  role('billing', { when: { scimGroups: ['Vultr-Billing'] } }),
  role('ops'),
];
const withDefault = [...roles, role('guests', { isDefault: true })];
const group = (display: string, externalId?: string) => ({
  id: display,
  display,
  ...(externalId === undefined ? {} : { externalId }),
});
const wish = (more: Partial<Wish> = {}): Wish => ({
  resource: { userName: 'ada@example.com', active: true },
  groups: [],
  removed: false,
  version: 1,
  ...more,
});
const targetOf = (more: Partial<Wish>, known: readonly Role[] = roles) =>
  resolveTarget(wish(more), known).target;
const resource = (more: object) => ({ userName: 'ada@example.com', ...more });

describe('a role', () => {
  test.each<[string, Partial<Wish>]>([
    ['the name of a group', { groups: [group('vultr-developers')] }],
    ['the name of a group, in another case', { groups: [group('VULTR-Developers')] }],
    ['the externalId of a group', { groups: [group('Anything', 'g-42')] }],
    ['an app role of Entra', { resource: resource({ roles: [{ value: 'Developer', primary: true }] }) }],
    ['an app role as text', { resource: resource({ roles: ['developer'] }) }],
    ['an entitlement of Okta', { resource: resource({ entitlements: [{ value: 'Developer' }] }) }],
    [
      'the attribute of the extension',
      { resource: resource({ [serviceUserSchema]: { role: 'Developer' } }) },
    ],
  ])('is found by %s', (_, more) => {
    expect(targetOf(more)).toEqual({ kind: 'access', roles: ['developers'] });
  });

  test('is one of several, in the order of the file', () => {
    const groups = [group('vultr-billing'), group('vultr-developers')];
    expect(targetOf({ groups })).toEqual({ kind: 'access', roles: ['developers', 'billing'] });
  });

  test.each<[string, Partial<Wish>]>([
    ['the externalId in another case', { groups: [group('Anything', 'G-42')] }],
    ['the name of the role, which no condition has', { groups: [group('ops')] }],
    ['the group at Vultr', { groups: [group('Vultr ops')] }],
    [
      'the display of an app role whose value was replaced or removed',
      {
        resource: resource({
          roles: [{ value: 'Reader', display: 'Developer' }],
          entitlements: [{ display: 'Developer' }],
        }),
      },
    ],
    ['a role that is the name of a SCIM group', { resource: resource({ roles: ['vultr-billing'] }) }],
  ])('is not found by %s', (_, more) => {
    expect(targetOf(more)).toEqual({ kind: 'nothing' });
  });
});

describe('the default role', () => {
  test('is for those who match no other', () => {
    expect(targetOf({}, withDefault)).toEqual({ kind: 'access', roles: ['guests'] });
    const groups = [group('vultr-billing')];
    expect(targetOf({ groups }, withDefault)).toEqual({ kind: 'access', roles: ['billing'] });
  });

  test('is not for those who are inactive', () => {
    expect(targetOf({ resource: resource({ active: false }) }, withDefault)).toEqual({
      kind: 'left',
      removed: false,
    });
  });
});

describe('a user', () => {
  const groups = [group('vultr-developers')];

  test.each<[string, Partial<Wish>, boolean]>([
    ['is inactive', { resource: resource({ active: false }), groups }, false],
    ['was deleted', { removed: true, groups }, true],
  ])('is to leave who %s', (_, more, removed) => {
    expect(targetOf(more)).toEqual({ kind: 'left', removed });
  });

  test('is active without a word about it', () => {
    expect(targetOf({ resource: resource({}), groups })).toMatchObject({ kind: 'access' });
  });

  test('has the address and the names of the invitation', () => {
    const name = { givenName: ' Ada ', familyName: 'L'.repeat(120) };
    const emails = [{ value: 'ada@work.example.com', primary: true }];
    expect(resolveTarget(wish({ resource: resource({ name, emails }) }), roles).identity).toEqual({
      address: 'ada@work.example.com',
      firstName: 'Ada',
      lastName: 'L'.repeat(100),
    });
    expect(resolveTarget(wish({ resource: { userName: 'ada', name: 'x' } }), roles).identity).toEqual({});
  });
});

test('a SCIM group is mapped if a role names it', () => {
  expect(isMapped(group('VULTR-billing'), roles)).toBe(true);
  expect(isMapped(group('x', 'g-42'), roles)).toBe(true);
  expect(isMapped(group('ops'), roles)).toBe(false);
});
