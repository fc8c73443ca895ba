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
const runIdOf = (address: string) => `run of ${address}`;
const now = 1_000;

/** What has changed from one sweep to the next. */
function changed(before: readonly Invitation[], after: readonly Invitation[]): readonly string[] {
  const { sweep } = compareSweeps(new Map(), before, runIdOf, now);
  return compareSweeps(sweep, after, runIdOf, now).changed;
}

describe('a sweep that is compared with the one before', () => {
  test.each([
    ['accepted', [invitation('a', { status: 'accepted' })]],
    ['of another status', [invitation('a', { status: 'other' })]],
    ['not listed any more', []],
  ])('names the run whose invitation is %s', (_what, after) => {
    expect(changed([invitation('a'), invitation('b')], [...after, invitation('b')])).toEqual([
      'run of a@example.com',
    ]);
  });

  test('names nobody where nothing has changed, and none that came new', () => {
    expect(changed([invitation('a')], [invitation('A'), invitation('b')])).toEqual([]);
  });

  test('names nobody twice', () => {
    const again = invitation('again', { email: 'a@example.com' });
    expect(changed([invitation('a'), again], [])).toEqual(['run of a@example.com']);
  });

  test('goes by the run that Temporal names, where it knows of the invitation', () => {
    const { changed: hinted } = compareSweeps(new Map([['a', 'the run']]), [], runIdOf, now);
    expect(hinted).toEqual(['the run']);
    const kept = compareSweeps(new Map([['a', 'the run']]), [invitation('a')], runIdOf, now);
    expect(compareSweeps(kept.sweep, [], runIdOf, now).changed).toEqual(['the run']);
  });

  test('counts who can still accept: pending, and not past the end', () => {
    const rows = [
      invitation('a'),
      invitation('b', { expiresAt: 999 }),
      invitation('c', { status: 'accepted' }),
      { id: 'd', email: 'd@example.com', status: 'pending', statusText: 'Pending' } as const,
    ];
    expect(compareSweeps(new Map(), rows, runIdOf, now).pending).toBe(2);
  });
});
