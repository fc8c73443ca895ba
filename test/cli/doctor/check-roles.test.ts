import { expect, test } from 'vitest';
import { checkRoles } from '../../../src/cli/doctor/check-roles.ts';

const policies = [
  { id: 'p1', name: 'Provisioning', managed: true },
  { id: 'p2', name: 'Mine', managed: false },
  { id: 'p3', name: 'DNS', managed: true },
  { id: 'p4', name: 'DNS', managed: true },
];
const group = (name: string, id: string, deleted = false) => ({ id, name, deleted, description: '' });
const names = {
  policies,
  groups: [group('Developers', 'g1'), group('Ops', 'g2'), group('Ops', 'g3'), group('Old', 'g4', true)],
};
const role = (groupName: string, ...wanted: string[]) => ({
  name: 'some',
  group: { name: groupName },
  policies: wanted,
});

test.each([
  [role('Developers', 'Provisioning'), 'every policy exists, and the group "Developers" exists'],
  [role('Old', 'Provisioning'), 'every policy exists, and the group "Old" is created when it is needed'],
])('a role is fine: %j', (one, expected) => {
  expect(checkRoles([one], names)).toEqual([{ level: 'ok', text: `the role some: ${expected}` }]);
});

test.each([
  [role('Developers', 'provisioning'), 'No managed policy is named "provisioning"', 'Vultr has Provisioning'],
  [role('Developers', 'Mine'), 'a custom one', 'Create it'],
  [role('Developers', 'DNS'), '2 policies are named "DNS"', 'Rename or delete'],
  [role('Ops', 'Provisioning'), '2 active groups are named "Ops"', 'Rename or delete'],
])('a role is wrong: %j', (one, text, remedy) => {
  expect(checkRoles([one], names)).toEqual([
    { level: 'error', text: expect.stringContaining(text), remedy: expect.stringContaining(remedy) },
  ]);
});

test('every mistake of a role is found', () => {
  expect(checkRoles([role('Ops', 'DNS', 'Mine', 'Provisioning')], names)).toHaveLength(3);
});
