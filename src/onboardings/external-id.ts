import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { isOffboarding } from '../contract/temporal/flow-view.ts';
import type { FindClaimants } from './claimants.ts';
import { isPersonMemo } from './view.ts';

/**
 * Rejects a request whose external ID belongs to another person who has access or is on the way to it: usually the email of
 * one of them is mistyped. The visibility store is a moment behind, so two such requests at the same time both pass. Throws
 * `external_id_conflict`.
 */
export async function assertExternalIdIsFree(
  findClaimants: FindClaimants,
  personId: string,
  { externalId, replaces }: OnboardingRequest,
): Promise<void> {
  if (externalId === undefined) return;
  const other = (await findClaimants(externalId)).find(({ workflowId, memo }) => {
    if (workflowId === personId || replaces?.startsWith(`${workflowId}.`) === true) return false;
    // A moment after a cancellation, the row is still the old one, and its memo as well.
    if (!isPersonMemo(memo)) return false;
    const { view } = memo;
    // A person who is leaving gives it up.
    if (isOffboarding(view)) return view.state === 'reinstated';
    return view.cancellation === undefined;
  });
  if (other === undefined || !isPersonMemo(other.memo)) return;
  const { id, state } = other.memo.view;
  throw new ProblemError(
    'external_id_conflict',
    `The onboarding ${id} (${state}) of another email has this externalId. If that email is wrong and the invitation was not accepted, send "replaces": "${id}"; otherwise leave out the externalId, or correct it.`,
  );
}
