import type { ObservedInvitationView } from '../../contract/api/access-report.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation } from '../../vultr/types.ts';
import { expiryOf, isAlive } from '../invitation/expiry.ts';

/** An invitation as the report shows it, and the status as Vultr words it. */
export type ObservedInvitation = { readonly view: ObservedInvitationView; readonly statusText: string };

/**
 * Finds the invitation that says most about an email, whether that was invited or accepted: one that can be accepted,
 * or else the one that was alive last.
 */
export function newestFor(
  invitations: readonly Invitation[],
  email: string,
  timings: Timings,
): ObservedInvitation | undefined {
  const [newest] = invitations
    .filter((one) => sameEmail(one.email, email) || sameEmail(one.registeredEmail ?? '', email))
    .toSorted(
      (a, b) =>
        Number(canBeAccepted(b, timings)) - Number(canBeAccepted(a, timings)) ||
        latestDate(b) - latestDate(a),
    );
  return newest === undefined ? undefined : observe(newest, email, timings);
}

function latestDate({ respondedAt, expiresAt, createdAt }: Invitation): number {
  return respondedAt ?? expiresAt ?? createdAt ?? 0;
}

function canBeAccepted(invitation: Invitation, timings: Timings): boolean {
  return invitation.status === 'pending' && isAlive(invitation, timings);
}

function observe(invitation: Invitation, email: string, timings: Timings): ObservedInvitation {
  const { status, statusText, registeredEmail, expiresAt, createdAt } = invitation;
  // Without either date the expiry is a guess, and the report shows no guesses.
  const isExpiryKnown = expiresAt !== undefined || createdAt !== undefined;
  const isOver = status === 'pending' && !canBeAccepted(invitation, timings);
  const isCalledExpired = status === 'other' && /expired/i.test(statusText);
  const view: ObservedInvitationView = {
    status: isOver || isCalledExpired ? 'expired' : status,
    ...defined({
      expiresAt: isExpiryKnown ? new Date(expiryOf(invitation, timings)).toISOString() : undefined,
      sentTo: sameEmail(invitation.email, email) ? undefined : canonicalEmail(invitation.email),
      acceptedBy:
        status === 'accepted' && registeredEmail !== undefined ? canonicalEmail(registeredEmail) : undefined,
    }),
  };
  return { view, statusText };
}
