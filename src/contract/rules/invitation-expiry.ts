/** The margin for adopting, awaiting or reporting an invitation. */
export const noMarginMs = 0;

/**
 * Decides whether an invitation is dead: it can no longer be accepted. Vultr cannot revoke an invitation and documents
 * no status for an expired one, so the expiry and a clock decide. Instants are milliseconds since 1970.
 *
 * `marginMs` is how long after its expiry an invitation still counts as alive. It depends on what a mistake costs:
 *
 * - `noMarginMs` to adopt an invitation. Giving it up slightly too early costs one more email; adopting a dead one
 *   would make the person wait for nothing.
 * - `timings.settleMs` to stop guarding the invitation of a cancelled onboarding. For that long, reads can miss an
 *   acceptance in the last second before the expiry, and a guard that stops too early leaves that user in the
 *   organization for good.
 */
export function isDead(expiresAt: number, nowMs: number, marginMs: number): boolean {
  return expiresAt + marginMs <= nowMs;
}
