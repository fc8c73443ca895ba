import { idKey } from '../../contract/lib/case-insensitive.ts';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import type { Invitation } from '../../vultr/types.ts';

/** The pending invitations of a sweep: from the key of the invitation's ID to the onboarding to hint to. */
export type Sweep = ReadonlyMap<string, string>;

export type SweepDiff = {
  readonly sweep: Sweep;
  /** Onboardings whose invitation was pending before and is not any more, or is gone from the list. */
  readonly changed: readonly string[];
  /** How many invitations can still be accepted. */
  readonly pending: number;
};

/**
 * Compares a sweep with the previous one. Works whether the list shows every invitation or only pending ones.
 * `onboardingIdOf` returns the ID that the onboarding of an email has. For an invitation that was sent by hand no such
 * onboarding exists, and the hint does no harm.
 */
export function compareSweeps(
  previous: Sweep,
  invitations: readonly Invitation[],
  onboardingIdOf: (email: string) => string,
  nowMs: number,
): SweepDiff {
  const sweep = new Map<string, string>();
  let pending = 0;
  for (const { id, email, status, expiresAt } of invitations) {
    if (status !== 'pending') continue;
    const key = idKey(id);
    sweep.set(key, previous.get(key) ?? onboardingIdOf(email));
    if (expiresAt === undefined || !isDead(expiresAt, nowMs, noMarginMs)) pending++;
  }
  const changed = [...previous].filter(([key]) => !sweep.has(key)).map(([, onboardingId]) => onboardingId);
  return { sweep, changed: [...new Set(changed)], pending };
}
