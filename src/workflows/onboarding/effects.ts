import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../../contract/rules/failures.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { RunContext } from '../engine/run-context.ts';

/** Puts an invitation down as the run's own, with its latest end. */
export function recordInvitation({ effects }: RunContext, invitation: InvitationRecord): void {
  effects.ownInvitations = [...effects.ownInvitations.filter(({ id }) => id !== invitation.id), invitation];
}

/**
 * Does work that may send a mail. Until its outcome is known, the run is in doubt whether one is out; if it were
 * cancelled now, it would have to look for it. A failure ends the doubt only where it says that nothing was sent.
 */
export async function trackUncertainWrite<T extends object>(
  { effects }: RunContext,
  work: () => Promise<T>,
): Promise<T> {
  const before = effects.inDoubt;
  effects.inDoubt = true;
  try {
    const result = await work();
    effects.inDoubt = 'inDoubt' in result && result.inDoubt === true;
    return result;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    const details = cause instanceof ApplicationFailure ? (cause.details?.[0] as FailureDetails) : undefined;
    if (details?.inDoubt === false) effects.inDoubt = before;
    throw error;
  }
}
