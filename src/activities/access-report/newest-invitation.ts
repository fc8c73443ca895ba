import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { ObservedInvitationView } from '../../contract/api/access-report.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation } from '../../vultr/types.ts';
import { expiryOf, nowMs } from '../invitation/find-person.ts';

/** An invitation as an outsider is shown it, and the word that Vultr has for its status. */
export type ObservedInvitation = { readonly shown: ObservedInvitationView; readonly statusText: string };

/**
 * The invitation that says most about an address, as the invited or the accepting one: one that can be accepted, else
 * the one that was alive last.
 */
export function newestFor(
  invitations: readonly Invitation[],
  email: string,
  timings: Timings,
): ObservedInvitation | undefined {
  const [newest] = invitations
    .filter((one) => [one.email, one.registeredEmail ?? ''].some((address) => sameEmail(address, email)))
    .toSorted(
      (a, b) =>
        Number(canBeAccepted(b, timings)) - Number(canBeAccepted(a, timings)) || moment(b) - moment(a),
    );
  return newest === undefined ? undefined : seenAs(newest, email, timings);
}

function moment({ respondedAt, expiresAt, createdAt }: Invitation): number {
  return respondedAt ?? expiresAt ?? createdAt ?? 0;
}

function canBeAccepted(invitation: Invitation, timings: Timings): boolean {
  return invitation.status === 'pending' && expiryOf(invitation, timings) > nowMs();
}

function seenAs(invitation: Invitation, email: string, timings: Timings): ObservedInvitation {
  const { status, statusText, registeredEmail, expiresAt, createdAt } = invitation;
  // Without either date the end is a guess, which nobody should be shown.
  const isEndKnown = expiresAt !== undefined || createdAt !== undefined;
  const isOver = status === 'pending' && !canBeAccepted(invitation, timings);
  const isCalledExpired = status === 'other' && /expired/i.test(statusText);
  const shown: ObservedInvitationView = {
    status: isOver || isCalledExpired ? 'expired' : status,
    ...(isEndKnown ? { expiresAt: new Date(expiryOf(invitation, timings)).toISOString() } : {}),
    ...(sameEmail(invitation.email, email) ? {} : { sentTo: canonicalEmail(invitation.email) }),
    ...(status === 'accepted' && registeredEmail !== undefined
      ? { acceptedBy: canonicalEmail(registeredEmail) }
      : {}),
  };
  return { shown, statusText };
}
