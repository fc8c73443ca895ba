import type { OrganizationClient } from '../temporal/organization-client.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { traitsOf } from '../contract/rules/states.ts';
import { parseFlowId } from '../contract/temporal/flow-ids.ts';
import { findOnboarding } from './find-person.ts';
import type { Onboardings } from './onboardings.ts';

type Replacement = {
  /** The person of the corrected email. */
  readonly personId: string;
  /** ID of the onboarding that was sent to the wrong email. */
  readonly replaced: string;
  /** Name of the caller. */
  readonly by: string;
};

/**
 * Cancels the onboarding of a wrong email, before the corrected one sends its own invitation. Throws `replace_not_possible`
 * if the invitation was accepted, and what a command throws.
 */
export async function replaceOnboarding(
  client: OrganizationClient,
  command: Onboardings['command'],
  { personId, replaced, by }: Replacement,
): Promise<void> {
  if (parseFlowId(replaced).personId === personId) {
    throw new ProblemError('replace_not_possible', 'An onboarding cannot replace one of the same email.');
  }
  const { flowView, isNewest, lost } = await findOnboarding(client, replaced).catch((error: unknown) => {
    if (!(error instanceof ProblemError) || error.code !== 'not_found') throw error;
    throw new ProblemError('replace_not_possible', `There is no onboarding ${replaced} to replace.`);
  });
  const { state, cancellation, invitation } = flowView;
  if (cancellation !== undefined || state === 'cancelled') return;
  if (!isNewest || lost || traitsOf(state).final === true || invitation?.status === 'accepted') {
    throw new ProblemError(
      'replace_not_possible',
      `The onboarding ${replaced} (${state}) cannot be replaced: its invitation was accepted, or it has ended. Take its access away first.`,
    );
  }
  await command(
    replaced,
    'cancel',
    { reason: `replaced by the onboarding of another email (${personId})` },
    { name: by, requestId: `replaced by ${personId}` },
  );
}
