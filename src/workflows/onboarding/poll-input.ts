import type { InvitationRecord, PollInput } from '../../contract/temporal/step-data.ts';
import type { Onboarding } from './context.ts';

/** What an activity needs that looks whether an invitation of the onboarding was accepted. */
export function pollInput({ input, effects }: Onboarding, invitation: InvitationRecord): PollInput {
  const { email, allowedAddresses, timings } = input;
  const acceptors = { allowedAddresses, earlierUserIds: effects.baseline?.userIds ?? [] };
  return { email, invitation, acceptors, timings };
}
