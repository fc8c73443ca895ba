import { describe, expect, test } from 'vitest';
import {
  compareSweeps,
  type Sweep,
  type Watched,
  withWaiting,
} from '../../../src/activities/watch/compare-sweeps.ts';
import type { Invitation } from '../../../src/vultr/types.ts';

const invitation = (id: string, change: Partial<Invitation> = {}): Invitation => ({
  id,
  email: `${id}@example.com`,
  status: 'pending',
  statusText: 'Pending',
  expiresAt: 2_000_000,
  ...change,
});
const accepted = (id: string, change: Partial<Invitation> = {}) =>
  invitation(id, { status: 'accepted', ...change });
const onboardingIdOf = (email: string) => `onboarding of ${email}`;
const nowMs = 1_000_000;

const waitingFor = (...ids: string[]): Sweep => ({
  pending: new Map(ids.map((id): [string, Watched] => [id, { onboardingId: `the one of ${id}` }])),
  missing: new Set(),
  settled: undefined,
});
const nothing = waitingFor();

/** Compares the lists one after the other, and returns what the last comparison found. */
function last(before: Sweep, ...lists: readonly Invitation[][]) {
  let diff = compareSweeps(before, lists[0] ?? [], onboardingIdOf, nowMs);
  for (const list of lists.slice(1)) diff = compareSweeps(diff.sweep, list, onboardingIdOf, nowMs);
  return diff;
}
const changed = (before: Sweep, ...lists: readonly Invitation[][]) => last(before, ...lists).changed;

describe('a sweep compared with the previous one', () => {
  test.each([
    ['accepted', accepted('a')],
    ['shown with another status', invitation('a', { status: 'other' })],
  ])('names the onboarding whose invitation is %s', (_name, row) => {
    expect(changed(nothing, [invitation('a'), invitation('b')], [row, invitation('b')])).toEqual([
      'onboarding of a@example.com',
    ]);
  });

  test('names the onboarding whose invitation two sweeps do not show, once', () => {
    const [a, b] = [invitation('a'), invitation('b')];
    expect(changed(nothing, [a, b], [b])).toEqual([]);
    expect(changed(nothing, [a, b], [b], [b])).toEqual(['onboarding of a@example.com']);
    expect(changed(nothing, [a, b], [b], [b], [b])).toEqual([]);
    expect(changed(nothing, [a, b], [b], [a, b], [b])).toEqual([]);
  });

  test('names an onboarding whose invitation no sweep has seen pending', () => {
    expect(changed(nothing, [], [accepted('a')])).toEqual(['onboarding of a@example.com']);
    expect(changed(nothing, [], [accepted('a')], [accepted('a')])).toEqual([]);
  });

  test('names none if nothing has changed, or only a new invitation has appeared', () => {
    expect(changed(nothing, [invitation('a')], [invitation('A'), invitation('b')])).toEqual([]);
  });

  test('names none twice', () => {
    const again = (change: Partial<Invitation> = {}) =>
      invitation('again', { email: 'a@example.com', ...change });
    expect(
      changed(nothing, [invitation('a'), again()], [accepted('a'), again({ status: 'accepted' })]),
    ).toEqual(['onboarding of a@example.com']);
  });

  test('keeps the onboarding that Temporal names for an invitation', () => {
    expect(changed(waitingFor('a'), [accepted('a')])).toEqual(['the one of a']);
    expect(changed(waitingFor('a'), [invitation('a')], [accepted('a')])).toEqual(['the one of a']);
  });
});

describe('the first sweep', () => {
  test('names only onboardings that wait, however many others have accepted', () => {
    const others = Array.from({ length: 1_000 }, (_, index) => accepted(`other${index}`));
    expect(changed(waitingFor('a', 'b'), [...others, accepted('a'), invitation('b')])).toEqual([
      'the one of a',
    ]);
    expect(changed(waitingFor('a'), others, others)).toEqual(['the one of a']);
  });

  test('also names those who accepted within minutes: they may not have waited yet', () => {
    const justNow = accepted('a', { respondedAt: nowMs - 60_000 });
    const before = accepted('b', { respondedAt: nowMs - 3_600_000 });
    expect(changed(nothing, [justNow, before])).toEqual(['onboarding of a@example.com']);
  });
});

describe('what a sweep counts', () => {
  test('invitations that can still be accepted: pending and not expired', () => {
    const { expiresAt: _none, ...endless } = invitation('d');
    const rows = [invitation('a'), invitation('b', { expiresAt: 999_999 }), accepted('c'), endless];
    expect(last(nothing, rows).pending).toBe(2);
  });

  test('acceptances: accepted ones, and those that are gone before their end', () => {
    const expired = invitation('c', { expiresAt: 999_999 });
    const before = [invitation('a'), invitation('b'), expired];
    const counts = (...lists: readonly Invitation[][]) => {
      const { acceptances, confirmed } = last(nothing, before, ...lists);
      return { acceptances, confirmed };
    };
    expect(counts([accepted('a')])).toEqual({ acceptances: 1, confirmed: 0 });
    expect(counts([accepted('a')], [accepted('a')])).toEqual({ acceptances: 0, confirmed: 1 });
    expect(counts([invitation('a', { status: 'other' })])).toEqual({ acceptances: 0, confirmed: 0 });
  });

  test('whether an invitation has appeared', () => {
    expect(last(nothing, [invitation('a')]).hasArrivals).toBe(true);
    expect(last(nothing, [invitation('a')], [accepted('a')]).hasArrivals).toBe(false);
    expect(last(nothing, [invitation('a')], [invitation('a'), accepted('b')]).hasArrivals).toBe(true);
  });
});

test('onboardings that wait can be added later, except for invitations that are settled', () => {
  const { sweep } = last(nothing, [accepted('a')]);
  const { pending } = withWaiting(sweep, waitingFor('a', 'b').pending);
  expect([...pending.keys()]).toEqual(['b']);
});
