import { expect, test } from 'vitest';
import { createGroupWarnings } from '../../../src/activities/support/similar-groups.ts';

const group = (name: string, deleted = false) => ({ id: name, name, deleted, description: '' });

test.each([
  ['developers', 'Developers'],
  ['DEVELOPERS', 'Developers'],
  ['Human Resources', 'Human  Resources'],
  ['Human Resources', 'human\u00a0resources'],
  ['Human Resources', ' Human\u3000Resources'],
  ['Strasse', 'STRASSE'],
  ['Straße', 'STRASSE'],
  ['Ａdmins', 'admins'],
  ['Cafe\u0301', 'CAF\u00c9'],
  ['Dev\u200dOps', 'DevOps'],
])('a new group "%s" is probably meant to be "%s"', (name, existing) => {
  expect(createGroupWarnings([group('Other'), group(existing)])(name)).toEqual([
    `No group is named "${name}", so one is created. "${existing}" exists and was probably meant.`,
  ]);
});

test('there is no warning about a group that exists, is deleted or only resembles another', () => {
  const warn = createGroupWarnings([
    group('Developers'),
    group('developers'),
    group('Ops', true),
    group('Sales'),
  ]);
  expect(['Developers', 'developers', 'ops', 'Sale', 'S ales'].flatMap((name) => warn(name))).toEqual([]);
});

test('every group of a similar name is named', () => {
  const warn = createGroupWarnings([group('Developers'), group('developers')]);
  expect(warn('DEVELOPERS')).toEqual([
    'No group is named "DEVELOPERS", so one is created. "Developers" or "developers" exists and was probably meant.',
  ]);
});

test('the hires of one plan that would create several similar groups are told so', () => {
  const warn = createGroupWarnings(
    [group('Sales')],
    ['Developers', 'developers', 'Ops', 'Ops', 'Sales', 'sales'],
  );
  expect(warn('developers')).toEqual([
    'The group "developers" would be another one than "Developers", which other items name.',
  ]);
  expect(warn('sales')).toEqual([
    'No group is named "sales", so one is created. "Sales" exists and was probably meant.',
  ]);
  expect([...warn('Ops'), ...warn('Sales')]).toEqual([]);
});
