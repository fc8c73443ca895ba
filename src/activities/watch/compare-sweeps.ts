import { idKey } from '../../contract/lib/case-insensitive.ts';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import type { Invitation } from '../../vultr/types.ts';

/** A pending invitation: the onboarding to hint to, and when it expires, in milliseconds since 1970. */
export type Watched = { readonly onboardingId: string; readonly expiresAt?: number | undefined };

/** What one sweep leaves for the next. The keys are those of the IDs of invitations. */
export type Sweep = {
  readonly pending: ReadonlyMap<string, Watched>;
  /** Those of the pending ones that the list did not show. */
  readonly missing: ReadonlySet<string>;
  /** Those that are not pending any more, or gone from the list. `undefined` before the first sweep. */
  readonly settled: ReadonlySet<string> | undefined;
};

export type SweepDiff = {
  readonly sweep: Sweep;
  /** IDs of the onboardings whose invitation is not pending any more. */
  readonly changed: readonly string[];
  /** How many invitations can still be accepted. */
  readonly pending: number;
  /** How many invitations the list shows as accepted that the previous one did not. */
  readonly acceptances: number;
  /** How many are gone since the previous sweep that could still be accepted: the previous list already lacked them. */
  readonly confirmed: number;
  /** Whether an invitation appeared since the previous sweep. Unknown at the first sweep, which counts as true. */
  readonly hasArrivals: boolean;
};

/** An acceptance this recent may belong to an onboarding that did not wait yet when the waiting ones were listed. */
const recentMs = 10 * 60_000;

/**
 * Compares a sweep with the previous one, or the first sweep with the onboardings that wait. Works whether the list shows
 * every invitation or only pending ones. A row counts as gone after two sweeps without it: rows may shift between pages.
 * `onboardingIdOf` returns the ID that the onboarding of an email has, whether or not there is one.
 */
export function compareSweeps(
  previous: Sweep,
  invitations: readonly Invitation[],
  onboardingIdOf: (email: string) => string,
  nowMs: number,
): SweepDiff {
  const pending = new Map<string, Watched>();
  const settled = new Set(previous.settled);
  const changed = new Set<string>();
  let alive = 0;
  let acceptances = 0;
  let confirmed = 0;
  let hasArrivals = previous.settled === undefined;

  for (const invitation of invitations) {
    const { id, email, status, expiresAt } = invitation;
    const key = idKey(id);
    const watched = previous.pending.get(key);
    const isNew = watched === undefined && previous.settled?.has(key) !== true;
    hasArrivals ||= isNew;
    if (status === 'pending') {
      settled.delete(key);
      pending.set(key, { onboardingId: watched?.onboardingId ?? onboardingIdOf(email), expiresAt });
      if (isAlive(expiresAt, nowMs)) alive++;
      continue;
    }
    settled.add(key);
    // Before the first sweep there is nothing to compare with: only recent acceptances can concern anyone.
    const isChange =
      watched !== undefined || (isNew && (previous.settled !== undefined || isRecent(invitation, nowMs)));
    if (!isChange) continue;
    changed.add(watched?.onboardingId ?? onboardingIdOf(email));
    if (status === 'accepted') acceptances++;
  }

  const missing = new Set<string>();
  for (const [key, watched] of previous.pending) {
    if (pending.has(key) || settled.has(key)) continue;
    if (previous.missing.has(key)) {
      settled.add(key);
      changed.add(watched.onboardingId);
      if (isAlive(watched.expiresAt, nowMs)) confirmed++;
    } else {
      pending.set(key, watched);
      missing.add(key);
    }
  }
  const sweep = { pending, missing, settled };
  return { sweep, changed: [...changed], pending: alive, acceptances, confirmed, hasArrivals };
}

/** Adds onboardings that wait to what the next sweep is compared with. */
export function withWaiting(sweep: Sweep, waiting: ReadonlyMap<string, Watched>): Sweep {
  const unknown = [...waiting].filter(([key]) => sweep.settled?.has(key) !== true);
  return { ...sweep, pending: new Map([...unknown, ...sweep.pending]) };
}

function isAlive(expiresAt: number | undefined, nowMs: number): boolean {
  return expiresAt === undefined || !isDead(expiresAt, nowMs, noMarginMs);
}

function isRecent({ respondedAt }: Invitation, nowMs: number): boolean {
  return respondedAt !== undefined && nowMs - respondedAt < recentMs;
}
