/** The margin for adopting, awaiting or reporting an invitation. */
export const noMarginMs = 0;

/**
 * Decides whether an invitation is dead, so that nobody can accept it any more. Vultr cannot revoke an invitation and
 * documents no status for an expired one, so the expiry and a clock decide. Instants are milliseconds since 1970.
 *
 * `marginMs` is how long after its expiry an invitation still counts as alive. It depends on what a mistake costs:
 *
 * - `noMarginMs` to adopt an invitation. Giving it up a moment too early costs one more email; adopting a dead one
 *   would make the person wait for nothing.
 * - `timings.settleMs` to stop guarding the invitation of a cancelled onboarding. Reads can miss an acceptance in the
 *   last second before the expiry for that long, and a guard that stops too early leaves a user in the organization
 *   whom nobody removes.
 */
export function isDead(expiresAt: number, nowMs: number, marginMs: number): boolean {
  return expiresAt + marginMs <= nowMs;
}
