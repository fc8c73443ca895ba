import { describe, expect, test } from 'vitest';
import { changeMembers } from '../../../src/workflows/scim-group/members.ts';

describe('a change of members', () => {
  test.each([
    ['adds', { drop: [], add: ['c', 'd', 'c'] }, ['a', 'b', 'c', 'd'], ['c', 'd']],
    ['adds no member twice', { drop: [], add: ['a'] }, ['a', 'b'], []],
    ['drops', { drop: ['a', 'x'], add: [] }, ['b'], ['a']],
    ['replaces all', { drop: 'all', add: ['b', 'c'] }, ['b', 'c'], ['a', 'c']],
    ['drops all', { drop: 'all', add: [] }, [], ['a', 'b']],
    ['drops before it adds', { drop: ['a'], add: ['a'] }, ['a', 'b'], []],
  ] as const)('%s', (_, change, members, changed) => {
    expect(changeMembers(['a', 'b'], change)).toEqual({ members, changed });
  });
});
