/** How many rows Vultr says the two lists have. */
export type Totals = { readonly users: number; readonly invitations: number };

/** What a sweep found. */
export type SweepFindings = {
  /** How many acceptances it shows that the previous sweep did not. */
  readonly acceptances: number;
  /** How many acceptances the previous sweep showed, though only this one makes them certain. */
  readonly confirmed: number;
  /** Whether invitations appeared. */
  readonly hasArrivals: boolean;
};

/** What has changed since the last sweep: only new invitations (`invited`), or something that an acceptance could be. */
export type Movement = 'nothing' | 'invited' | 'moved';

/**
 * Learns whether totals can stand in for a sweep. What they count is not documented, so they are trusted only after
 * acceptances have moved them, and as soon as one has not, they have to prove themselves again.
 */
export type TotalsRecord = {
  readonly isTrusted: () => boolean;
  /** How many acceptances in a row have moved the totals, up to the number that makes them trusted. */
  readonly moved: () => number;
  /** Whether the last sweep found an acceptance that had not moved the totals yet: the next one shows whether it does. */
  readonly isInDoubt: () => boolean;
  /** What differs from the totals that were read before the last sweep. */
  readonly movementTo: (totals: Totals) => Movement;
  /** Records a sweep, and the totals that were read before it; `undefined` if Vultr did not say, or was not asked. */
  readonly swept: (totals: Totals | undefined, findings: SweepFindings) => void;
};

/** How many acceptances in a row must move the totals before they are trusted. */
export const movedToTrust = 3;

type RecordedSweep = SweepFindings & { readonly totals: Totals };

/** `movedBefore`: what an earlier record had learned. */
export function createTotalsRecord(movedBefore: number): TotalsRecord {
  let moved = Math.min(movedBefore, movedToTrust);
  /** The latest sweeps in a row, the newest last. */
  let sweeps: RecordedSweep[] = [];

  /**
   * Judges the last sweep but one: whatever it found happened after the totals before the sweep that preceded it, and
   * before those of the sweep that followed. A new invitation moves totals as well, so an interval in which one appeared
   * proves nothing about them.
   */
  function judge([before, sweep, after]: RecordedSweep[]): void {
    if (before === undefined || sweep === undefined || after === undefined) return;
    const acceptances = sweep.acceptances + after.confirmed;
    if (acceptances === 0) return;
    if (isSame(before.totals, after.totals)) moved = 0;
    else if (![before, sweep, after].some(({ hasArrivals }) => hasArrivals)) {
      moved = Math.min(moved + acceptances, movedToTrust);
    }
  }

  return {
    isTrusted: () => moved >= movedToTrust,
    moved: () => moved,
    isInDoubt() {
      const [before, sweep] = sweeps.slice(-2);
      if (before === undefined || sweep === undefined || sweep.acceptances === 0) return false;
      return isSame(before.totals, sweep.totals);
    },
    movementTo(totals) {
      const known = sweeps.at(-1)?.totals;
      if (known === undefined) return 'moved';
      if (isSame(known, totals)) return 'nothing';
      return known.users === totals.users && known.invitations < totals.invitations ? 'invited' : 'moved';
    },
    swept(totals, findings) {
      if (totals === undefined) {
        sweeps = [];
        return;
      }
      sweeps = [...sweeps, { ...findings, totals }].slice(-3);
      judge(sweeps);
    },
  };
}

function isSame(one: Totals, other: Totals): boolean {
  return one.users === other.users && one.invitations === other.invitations;
}
