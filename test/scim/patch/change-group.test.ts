import { describe, expect, test } from 'vitest';
import { groupChangeOf } from '../../../src/scim/patch/change-group.ts';
import { parseOperations } from '../../../src/scim/patch/operations.ts';
import { groupType } from '../../../src/scim/schemas/resource-types.ts';

function changeOf(...operations: readonly object[]) {
  const { add, drop, ...details } = groupChangeOf(parseOperations(groupType, { Operations: operations }));
  return { ...details, add: [...add], drop: drop === 'all' ? drop : [...drop] };
}

describe('the operations of a group', () => {
  test('become one change, in which the last word about a member counts', () => {
    expect(
      changeOf(
        { op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] },
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'remove', path: 'members', value: [{ value: 'c' }, { value: 'd' }] },
        { op: 'add', path: 'members', value: 'd' },
      ),
    ).toEqual({ add: ['b', 'd'], drop: ['a', 'c'] });
  });

  test('drop all for a whole list, and what came before it no longer counts', () => {
    expect(
      changeOf(
        { op: 'add', path: 'members', value: 'a' },
        { op: 'replace', path: 'members', value: [{ value: 'b' }] },
        { op: 'add', value: { members: ['c'] } },
      ),
    ).toEqual({ add: ['b', 'c'], drop: 'all' });
    expect(changeOf({ op: 'replace', path: 'members', value: [] })).toEqual({ add: [], drop: 'all' });
    expect(changeOf({ op: 'remove', path: 'members' })).toEqual({ add: [], drop: 'all' });
  });

  test('remove nobody if the list of those to remove is empty', () => {
    expect(changeOf({ op: 'remove', path: 'members', value: [] })).toEqual({ add: [], drop: [] });
  });

  test.each([
    { op: 'add', path: 'members', value: null },
    { op: 'add', path: 'members', value: [] },
    { op: 'add', path: 'members', value: '' },
    { op: 'add', path: 'members', value: [{ display: 'Ada' }] },
    { op: 'add', value: { members: null, displayName: null, externalId: '' } },
    { op: 'add', path: 'externalId', value: '' },
    { op: 'replace', value: { members: null } },
  ])('change nothing for %j', (operation) => {
    expect(changeOf(operation)).toEqual({ add: [], drop: [] });
  });

  test('select several members by or', () => {
    expect(changeOf({ op: 'remove', path: 'members[value eq "a" or value eq "b"]' })).toEqual({
      add: [],
      drop: ['a', 'b'],
    });
  });

  test('rename, and set or remove the external ID', () => {
    expect(changeOf({ op: 'replace', value: { id: 'x', displayName: 'New', externalId: 'e' } })).toEqual({
      displayName: 'New',
      externalId: 'e',
      add: [],
      drop: [],
    });
    expect(changeOf({ op: 'remove', path: 'externalId' })).toEqual({ externalId: null, add: [], drop: [] });
  });

  test.each([
    [{ op: 'remove', path: 'displayName' }, 'invalidValue'],
    [{ op: 'replace', path: 'displayName', value: '' }, 'invalidValue'],
    [{ op: 'add', path: 'displayName', value: ' \u00a0' }, 'invalidValue'],
    [{ op: 'add', path: 'members' }, 'invalidValue'],
    [{ op: 'replace', path: 'members' }, 'invalidValue'],
    [{ op: 'replace', path: 'members', value: null }, 'invalidValue'],
    [{ op: 'replace', path: 'members', value: '' }, 'invalidValue'],
    [{ op: 'replace', value: { members: {} } }, 'invalidValue'],
    [{ op: 'remove', path: 'members.type' }, 'invalidPath'],
    [{ op: 'replace', path: 'members.value', value: 'a' }, 'invalidPath'],
    [{ op: 'remove', path: 'members[display sw "a"]' }, 'invalidFilter'],
    [{ op: 'remove', path: 'members[value sw "a"]' }, 'invalidFilter'],
    [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 'invalidPath'],
    [{ op: 'replace', path: 'members[value eq "a"].type', value: 'b' }, 'invalidPath'],
  ])('%j is refused', (operation, scimType) => {
    expect(() => changeOf(operation)).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  test('are read in time that grows with their number only', () => {
    const operations = Array.from({ length: 40_000 }, (_, index) => ({
      op: 'add',
      path: 'members',
      value: [{ value: String(index) }],
    }));
    expect(changeOf(...operations).add).toHaveLength(40_000);
  });
});
