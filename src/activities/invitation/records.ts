import { defined } from '../../contract/lib/optional.ts';
import type { Acceptance, InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import type { Invitation } from '../../vultr/types.ts';
import { expiryOf } from './expiry.ts';

/** What a workflow keeps of an invitation. */
export function toInvitationRecord(invitation: Invitation, timings: Timings): InvitationRecord {
  return { id: invitation.id, expiresAt: expiryOf(invitation, timings) };
}

/** What a workflow keeps of an accepted invitation. */
export function toAcceptance({ registeredEmail, respondedAt }: Invitation): Acceptance {
  return defined({ registeredEmail, acceptedAt: respondedAt });
}
