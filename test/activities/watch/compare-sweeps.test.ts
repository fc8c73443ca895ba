import { describe, expect, test } from 'vitest';
import { compareSweeps } from '../../../src/activities/watch/compare-sweeps.ts';
import type { Invitation } from '../../../src/vultr/types.ts';

const invitation = (id: string, change: Partial<Invitation> = {}): Invitation => ({
  id,
  email: `${id}@example.com`,
  status: 'pending',
  statusText: 'Pending',
  expiresAt: 2_000,
  ...change,
});
const onboardingIdOf = (email: string) => `onboarding of ${email}`;
const nowMs = 1_000;

/** The onboardings whose invitation has changed from one sweep to the next. */
function changed(first: readonly Invitation[], second: readonly Invitation[]): readonly string[] {
  const { sweep } = compareSweeps(new Map(), first, onboardingIdOf, nowMs);
  return compareSweeps(sweep, second, onboardingIdOf, nowMs).changed;
}

describe('a sweep compared with the previous one', () => {
  test.each([
    ['accepted', [invitation('a', { status: 'accepted' })]],
    ['shown with another status', [invitation('a', { status: 'other' })]],
    ['no longer listed', []],
  ])('names the onboarding whose invitation is %s', (_name, rows) => {
    expect(changed([invitation('a'), invitation('b')], [...rows, invitation('b')])).toEqual([
      'onboarding of a@example.com',
    ]);
  });

  test('names no onboarding if nothing has changed, or only a new invitation has appeared', () => {
    expect(changed([invitation('a')], [invitation('A'), invitation('b')])).toEqual([]);
  });

  test('names no onboarding twice', () => {
    const again = invitation('again', { email: 'a@example.com' });
    expect(changed([invitation('a'), again], [])).toEqual(['onboarding of a@example.com']);
  });

  test('keeps the onboarding that Temporal names for an invitation', () => {
    const { changed: hinted } = compareSweeps(new Map([['a', 'the onboarding']]), [], onboardingIdOf, nowMs);
    expect(hinted).toEqual(['the onboarding']);
    const kept = compareSweeps(new Map([['a', 'the onboarding']]), [invitation('a')], onboardingIdOf, nowMs);
    expect(compareSweeps(kept.sweep, [], onboardingIdOf, nowMs).changed).toEqual(['the onboarding']);
  });

  test('counts invitations that can still be accepted: pending and not expired', () => {
    const rows = [
      invitation('a'),
      invitation('b', { expiresAt: 999 }),
      invitation('c', { status: 'accepted' }),
      { id: 'd', email: 'd@example.com', status: 'pending', statusText: 'Pending' } as const,
    ];
    expect(compareSweeps(new Map(), rows, onboardingIdOf, nowMs).pending).toBe(2);
  });
});
