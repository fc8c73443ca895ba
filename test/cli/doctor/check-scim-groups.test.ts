import { expect, test } from 'vitest';
import { checkScimGroups } from '../../../src/cli/doctor/check-scim-groups.ts';

const roles = [
  {
    name: 'dev',
    group: { name: 'Developers' },
    policies: ['DNS'],
    when: { scimGroups: ['vultr-dev', 'g-7'] },
  },
];
const group = (displayName: string, externalId?: string) =>
  externalId === undefined ? { displayName } : { displayName, externalId };

test('is silent without SCIM', () => {
  expect(checkScimGroups([], roles)).toEqual([]);
});

test('is content if the file and the identity provider name the same groups', () => {
  expect(checkScimGroups([group('VULTR-Dev'), group('Seven', 'g-7')], roles)).toEqual([
    { level: 'ok', text: 'a role names each of the 2 SCIM groups' },
  ]);
});

test('warns of a group that leads to nothing, and of a name that nobody has pushed', () => {
  const [unmapped, missing, ...others] = checkScimGroups([group('vultr-dev'), group('choir')], roles);
  expect(unmapped).toMatchObject({ level: 'warning', text: 'no role names 1 SCIM group: "choir"' });
  expect(missing).toMatchObject({
    level: 'warning',
    text: 'roles name 1 SCIM group that no identity provider has pushed: "g-7"',
  });
  expect(others).toEqual([]);
});

test('lists ten names at most', () => {
  const groups = Array.from({ length: 12 }, (_, index) => group(`choir ${index}`));
  expect(checkScimGroups(groups, [])[0]?.text).toMatch(/"choir 9" and 2 more$/);
});
