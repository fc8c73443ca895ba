import { describe, expect, test } from 'vitest';
import type { ObservedGroup, ObservedMember } from '../../../src/contract/temporal/one-shot-activities.ts';
import { compareGroup } from '../../../src/onboardings/drift/compare-group.ts';
import type { ExpectedMember } from '../../../src/onboardings/drift/expected-access.ts';

const policy = { id: 'policy-1', name: 'Provisioning' };

function person(number: number): ExpectedMember {
  const grant = {
    userId: `user-${number}`,
    group: { id: 'group-1', name: 'Developers' },
    policies: [policy],
    at: '2026-06-29T09:00:00.000Z',
    flowId: `person-${number}.1`,
    verified: true,
  };
  return { personId: `person-${number}`, email: `${number}@example.com`, grant };
}

const member = (number: number, changes: Partial<ObservedMember> = {}): ObservedMember => ({
  userId: `user-${number}`,
  ...changes,
});

const group = (members: readonly ObservedMember[], policyIds = [policy.id]): ObservedGroup => ({
  id: 'group-1',
  outcome: 'read',
  members,
  policyIds,
});

const everyoneKnown = { changing: new Set<string>(), complete: true };

describe('a group', () => {
  test('agrees if its members are those who were given access, whatever the spelling of the IDs', () => {
    const observed = group([member(1, { userId: 'USER-1' }), member(2)], ['POLICY-1']);
    expect(compareGroup(observed, [person(1), person(2)], everyoneKnown)).toEqual({
      id: 'group-1',
      name: 'Developers',
      status: 'agrees',
      granted: 2,
      members: 2,
      missing: 0,
      missingItems: [],
      unknown: 0,
      unknownItems: [],
      missingPolicies: [],
    });
  });

  test('agrees if its rows have IDs of their own and show the email', () => {
    const observed = group([member(7, { email: '1@Example.com' })]);
    expect(compareGroup(observed, [person(1)], everyoneKnown).status).toBe('agrees');
  });

  test('names whoever was given access and is not a member, or not active', () => {
    const observed = group([member(2, { inactive: true })]);
    const { status, missing, missingItems } = compareGroup(observed, [person(1), person(2)], everyoneKnown);
    expect([status, missing]).toEqual(['differs', 2]);
    expect(missingItems).toEqual([
      {
        personId: 'person-1',
        href: '/v1/people/person-1',
        email: '1@example.com',
        userId: 'user-1',
        since: '2026-06-29T09:00:00.000Z',
        reason: 'not_a_member',
      },
      expect.objectContaining({ personId: 'person-2', reason: 'not_active' }),
    ]);
  });

  test('names members of whom the service knows nothing', () => {
    const observed = group([
      member(1),
      member(8, { email: 'bot@example.com', serviceUser: true }),
      member(9),
    ]);
    const { status, unknown, unknownItems } = compareGroup(observed, [person(1)], everyoneKnown);
    expect([status, unknown]).toEqual(['differs', 2]);
    expect(unknownItems).toEqual([
      { userId: 'user-8', email: 'bot@example.com', serviceUser: true },
      { userId: 'user-9' },
    ]);
  });

  test('leaves out members whose access is changing', () => {
    const observed = group([member(1), member(2), member(3, { email: '3@example.com' })]);
    const known = { changing: new Set(['user-2', '3@example.com']), complete: true };
    expect(compareGroup(observed, [person(1)], known).status).toBe('agrees');
  });

  test('calls no member unknown if not everyone was read', () => {
    const known = { changing: new Set<string>(), complete: false };
    expect(compareGroup(group([member(1), member(9)]), [person(1)], known).unknown).toBe(0);
  });

  test('names the policies that it no longer carries', () => {
    const { status, missingPolicies } = compareGroup(
      group([member(1), member(2)], ['other']),
      [person(1), person(2)],
      everyoneKnown,
    );
    expect([status, missingPolicies]).toEqual(['differs', [{ ...policy, granted: 2 }]]);
  });

  test('that is gone has taken the access of everyone', () => {
    const { status, missing } = compareGroup(
      { id: 'group-1', outcome: 'gone' },
      [person(1), person(2)],
      everyoneKnown,
    );
    expect([status, missing]).toEqual(['gone', 2]);
  });

  test('that cannot be read says why, and claims nothing', () => {
    const observed = { id: 'group-1', outcome: 'unread', detail: 'Vultr forbids it.' } as const;
    expect(compareGroup(observed, [person(1)], everyoneKnown)).toMatchObject({
      status: 'unread',
      detail: 'Vultr forbids it.',
      missing: 0,
    });
  });

  test('lists the first 500, and counts all', () => {
    const strangers = Array.from({ length: 600 }, (_, index) => member(index + 1_000));
    const people = Array.from({ length: 700 }, (_, index) => person(index));
    const { missing, missingItems, unknown, unknownItems } = compareGroup(
      group(strangers),
      people,
      everyoneKnown,
    );
    expect([missing, missingItems.length, unknown, unknownItems.length]).toEqual([700, 500, 600, 500]);
  });
});
