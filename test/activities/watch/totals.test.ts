import { describe, expect, test } from 'vitest';
import { createTotalsRecord, type Totals, type TotalsRecord } from '../../../src/activities/watch/totals.ts';

type Sweep = { totals?: Totals; acceptances?: number; confirmed?: number; hasArrivals?: boolean };

const at = (users: number, invitations = 10): Totals => ({ users, invitations });

function sweepAll(record: TotalsRecord, sweeps: readonly Sweep[]): void {
  for (const { totals, acceptances = 0, confirmed = 0, hasArrivals = false } of sweeps) {
    record.swept(totals, { acceptances, confirmed, hasArrivals });
  }
}

/** Three acceptances, each of which moves the total of users. */
const proof: readonly Sweep[] = [
  { totals: at(1) },
  { totals: at(2), acceptances: 1 },
  { totals: at(3), acceptances: 1 },
  { totals: at(4), acceptances: 1 },
  { totals: at(4) },
];

function trusted(): TotalsRecord {
  const record = createTotalsRecord(0);
  sweepAll(record, proof);
  return record;
}

describe('totals', () => {
  test('are trusted once three acceptances have moved them, and not before', () => {
    const record = createTotalsRecord(0);
    sweepAll(record, proof.slice(0, -1));
    expect([record.moved(), record.isTrusted()]).toEqual([2, false]);
    sweepAll(record, proof.slice(-1));
    expect([record.moved(), record.isTrusted()]).toEqual([3, true]);
  });

  test('may move after the sweep that found the acceptance', () => {
    const record = createTotalsRecord(0);
    sweepAll(record, [{ totals: at(1) }, { totals: at(1), acceptances: 3 }, { totals: at(4) }]);
    expect(record.isTrusted()).toBe(true);
  });

  test('moved before the sweep that confirmed that an invitation is gone', () => {
    const record = createTotalsRecord(0);
    sweepAll(record, [{ totals: at(1) }, { totals: at(4) }, { totals: at(4), confirmed: 3 }]);
    expect(record.isTrusted()).toBe(true);
  });

  test('are in doubt while an acceptance has not moved them, until the next sweep', () => {
    const record = trusted();
    sweepAll(record, [{ totals: at(4), acceptances: 1 }]);
    expect([record.isInDoubt(), record.isTrusted()]).toEqual([true, true]);
    sweepAll(record, [{ totals: at(5) }]);
    expect([record.isInDoubt(), record.isTrusted()]).toEqual([false, true]);
  });

  test('are never trusted if they are stuck', () => {
    const record = createTotalsRecord(0);
    for (let count = 0; count < 10; count++) sweepAll(record, [{ totals: at(1), acceptances: 1 }]);
    expect(record.moved()).toBe(0);
  });

  test('are not trusted because new invitations move them', () => {
    const record = createTotalsRecord(0);
    for (let count = 0; count < 10; count++) {
      sweepAll(record, [{ totals: at(1, count), acceptances: 1, hasArrivals: count % 2 === 0 }]);
    }
    expect(record.moved()).toBe(0);
  });

  test('have to prove themselves again once an acceptance has not moved them', () => {
    const record = trusted();
    // One joined while another left.
    sweepAll(record, [{ totals: at(4), acceptances: 1 }, { totals: at(4) }]);
    expect(record.isTrusted()).toBe(false);
    sweepAll(record, [...proof]);
    expect(record.isTrusted()).toBe(true);
  });

  test('that Vultr does not say prove nothing', () => {
    const record = createTotalsRecord(0);
    sweepAll(record, [{ totals: at(1) }, { acceptances: 3 }, { totals: at(4) }, { totals: at(4) }]);
    expect(record.moved()).toBe(0);
  });

  test('stay trusted from one round to the next', () => {
    expect(createTotalsRecord(trusted().moved()).isTrusted()).toBe(true);
  });
});

describe('a movement since the last sweep', () => {
  test.each([
    ['nothing', at(4, 10)],
    ['invited', at(4, 12)],
    ['moved', at(4, 9)],
    ['moved', at(5, 10)],
    ['moved', at(5, 12)],
    ['moved', at(3, 12)],
  ])('is %s for %o', (movement, totals) => {
    expect(trusted().movementTo(totals)).toBe(movement);
  });

  test('is possible if there was no sweep yet', () => {
    expect(createTotalsRecord(3).movementTo(at(1))).toBe('moved');
  });
});
