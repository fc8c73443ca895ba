import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { failureDetailsOf } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';

/** Records an invitation as the onboarding's own, with its latest expiry. */
export function recordInvitation({ effects }: Onboarding, invitation: InvitationRecord): void {
  const others = effects.ownInvitations.filter(({ id }) => id !== invitation.id);
  effects.ownInvitations = [...others, invitation];
}

/**
 * Runs work that may send an invitation. Until its outcome is known, an invitation may be out that the onboarding does
 * not know of, and a cancellation has to look for it. A failure ends the doubt only if it says that nothing was sent.
 */
export async function trackUncertainWrite<T extends object>(
  { effects }: Onboarding,
  work: () => Promise<T>,
): Promise<T> {
  const before = effects.inDoubt;
  effects.inDoubt = true;
  try {
    const result = await work();
    effects.inDoubt = 'inDoubt' in result && result.inDoubt === true;
    return result;
  } catch (error) {
    if (failureDetailsOf(error)?.inDoubt === false) effects.inDoubt = before;
    throw error;
  }
}
