import { expect, test } from 'vitest';
import { withGroup } from '../../../src/workflows/scim-user/with-group.ts';

const developers = { id: 'a', display: 'Developers' };
const support = { id: 'b', display: 'Support', externalId: 'group-1' };
const groups = [developers, support];

test('a group comes, goes, or has another name', () => {
  const sales = { id: 'c', display: 'Sales' };
  expect(withGroup(groups, sales, true)).toEqual([developers, support, sales]);
  expect(withGroup(groups, developers, false)).toEqual([support]);
  const renamed = { ...developers, display: 'Engineers' };
  expect(withGroup(groups, renamed, true)).toEqual([renamed, support]);
  const { externalId: _, ...without } = support;
  expect(withGroup(groups, without, true)).toEqual([developers, without]);
});

test('what is known already leaves the list as it is', () => {
  expect(withGroup(groups, { ...support }, true)).toBe(groups);
  expect(withGroup(groups, { id: 'c', display: 'Sales' }, false)).toBe(groups);
});
