import { describe, expect, test } from 'vitest';
import { planDigest, type PlannedContent } from '../../src/csv/plan-digest.ts';
import type { AnyPlan } from '../../src/csv/plans.ts';

const [ada, grace] = ['ada@example.com, Developers', 'grace@example.com, Developers'];
const invite: AnyPlan = { plan: 'invite' };
const before = {
  userId: 'user-1',
  email: 'alan@example.com',
  status: 'active',
  suspended: false,
  apiKeys: 1,
  groups: [{ id: 'group-1', name: 'Developers' }],
  policies: [],
  roles: [],
};

const planned: readonly PlannedContent[] = [
  { content: ada, item: invite },
  { content: grace, item: { plan: 'existing', id: 'person-1.1' } },
  { content: 'alan@example.com', item: { plan: 'offboard', before } },
];

describe('the digest of a plan', () => {
  test('is the same for the same rows with the same plan', () => {
    expect(planDigest(structuredClone(planned))).toBe(planDigest(planned));
  });

  test.each<[string, readonly PlannedContent[]]>([
    ['a row is missing', planned.slice(0, 1)],
    ['the order', planned.toReversed()],
    ['a value of a row', planned.with(0, { content: `${ada}, hr-1`, item: invite })],
    ['the kind of a plan', planned.with(0, { content: ada, item: { plan: 'adopt_member' } })],
    [
      'which onboarding exists',
      planned.with(1, { content: grace, item: { plan: 'existing', id: 'person-1.2' } }),
    ],
    ['a warning', planned.with(0, { content: ada, item: { plan: 'invite', warnings: ['a new group'] } })],
    [
      'what a person would lose',
      planned.with(2, {
        content: 'alan@example.com',
        item: { plan: 'offboard', before: { ...before, apiKeys: 2 } },
      }),
    ],
    ['a reason', planned.with(0, { content: ada, item: { plan: 'conflict', detail: 'is open' } })],
  ])('differs if this differs: %s', (_name, other) => {
    expect(planDigest(other)).not.toBe(planDigest(planned));
  });

  test('differs if what is said about all rows differs', () => {
    expect(planDigest(planned, ['the brake would hold them'])).not.toBe(planDigest(planned));
  });
});
