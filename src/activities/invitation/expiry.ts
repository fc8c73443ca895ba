import { Context } from '@temporalio/activity';
import { isDead, noMarginMs } from '../../contract/rules/invitation-expiry.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation } from '../../vultr/types.ts';

/**
 * Returns the current time by Temporal's clock, which the timers of the workflow use and which a test moves through
 * three days in a second; or by this machine's clock if that is later, because the attempt waited in the queue.
 */
export function nowMs(): number {
  return Math.max(Context.current().info.currentAttemptScheduledTimestampMs, Date.now());
}

/** Returns `expiration_date`. If Vultr leaves it out: the documented lifetime, counted from the creation or from now. */
export function expiryOf(invitation: Invitation, { invitationLifetimeMs }: Timings): number {
  return invitation.expiresAt ?? (invitation.createdAt ?? nowMs()) + invitationLifetimeMs;
}

/**
 * Whether an invitation is worth adopting: nobody has accepted it, and it has not expired. `isDead` has the rule of the expiry,
 * and explains why guarding uses another margin.
 */
export function isAlive(invitation: Invitation, timings: Timings): boolean {
  return invitation.status !== 'accepted' && !isDead(expiryOf(invitation, timings), nowMs(), noMarginMs);
}
