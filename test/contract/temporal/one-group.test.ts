import { describe, expect, test } from 'vitest';
import {
  checkedGroups,
  exchangesByGroup,
  membershipByGroup,
  membershipsIn,
  resultsByGroup,
  wasInGroup,
  withGroups,
} from '../../../src/contract/temporal/one-group.ts';

/** What an earlier version wrote, which the types of today do not describe. */
const earlier = (written: object) => written as never;

const groups = [{ name: 'Developers', description: 'Deploy', policies: ['DNS'], writerId: 'group-1' }];
const today = { email: 'ada@example.com', groups };
const policies = [{ name: 'DNS', id: 'p1' }];

describe('what an onboarding with one group wrote', () => {
  test('as its input', () => {
    const group = { name: 'Developers', description: 'Deploy' };
    const written = { email: 'ada@example.com', group, policies: ['DNS'], groupWorkflowId: 'group-1' };
    expect(withGroups<typeof today>(earlier(written))).toEqual(today);
    expect(withGroups(today)).toBe(today);
  });

  test('as the result of the preflight', () => {
    const written = { policies, groupExists: true, readyGroupId: 'g1' };
    expect(checkedGroups(earlier(written))).toEqual([{ policies, exists: true, readyGroupId: 'g1' }]);
  });

  test('as its baseline', () => {
    const baselines = [{ inGroup: true }, { inGroups: ['g1'] }, { inGroup: false }, { inGroups: [] }];
    expect(baselines.map((written) => wasInGroup(earlier(written), 'g1'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(membershipsIn(earlier({ inGroup: true, userIds: [] }))).toEqual({ inGroup: true });
    expect(membershipsIn(earlier({ inGroups: ['g1'], userIds: [] }))).toEqual({ inGroups: ['g1'] });
  });

  test('as the results of its steps', () => {
    const written = { preflight: { policies }, groupId: 'g1', acceptance: {} };
    expect(resultsByGroup(earlier(written), today)).toMatchObject({
      preflight: { groups: [{ policies }] },
      groupIds: { Developers: 'g1' },
      acceptance: {},
    });
    expect(resultsByGroup({ groupIds: { Developers: 'g1' } }, today)).toEqual({
      groupIds: { Developers: 'g1' },
    });
  });

  test('as what it asked the writer of the group', () => {
    const exchange = { requestId: 'r1' };
    expect(exchangesByGroup(earlier({ groupExchange: exchange }), today)).toEqual({
      Developers: exchange,
    });
    expect(exchangesByGroup({ groupExchanges: { Developers: exchange } }, today)).toEqual({
      Developers: exchange,
    });
    expect(exchangesByGroup(undefined, today)).toEqual({});
  });

  test.each([
    [{ added: true }, { added: { g1: true } }],
    [{ added: false }, { added: { g1: false } }],
    [{}, {}],
  ])('as what it knew of the membership: %j', (written, expected) => {
    expect(membershipByGroup(earlier({ groupId: 'g1', allowedAddresses: [], ...written }))).toEqual({
      groupIds: ['g1'],
      allowedAddresses: [],
      ...expected,
    });
  });
});
