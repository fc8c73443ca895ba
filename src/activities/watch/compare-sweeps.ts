import type { Invitation } from '../../vultr/types.ts';

/** What a sweep is compared with: by the id of an invitation in lower case, the run to hint to when it changes. */
export type Sweep = ReadonlyMap<string, string>;

export type SweepDiff = {
  readonly sweep: Sweep;
  /** Runs whose invitation was pending and is not any more, or is gone from the list. */
  readonly changed: readonly string[];
  /** How many can still be accepted. */
  readonly pending: number;
};

/**
 * Compares a sweep with the one before. Works where the list shows every invitation, and where it shows pending ones
 * only; what others have invited leads to a run that nobody has, which does no harm. `onboardingIdOf` names the run of an address.
 */
export function compareSweeps(
  before: Sweep,
  invitations: readonly Invitation[],
  onboardingIdOf: (address: string) => string,
  nowMs: number,
): SweepDiff {
  const sweep = new Map<string, string>();
  let pending = 0;
  for (const { id, email, status, expiresAt } of invitations) {
    if (status !== 'pending') continue;
    const key = id.toLowerCase();
    sweep.set(key, before.get(key) ?? onboardingIdOf(email));
    if (expiresAt === undefined || expiresAt > nowMs) pending++;
  }
  const changed = [...before].filter(([id]) => !sweep.has(id)).map(([, onboardingId]) => onboardingId);
  return { sweep, changed: [...new Set(changed)], pending };
}
