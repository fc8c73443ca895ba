import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { statesOfOnboardings, traitsOf } from '../contract/rules/states.ts';
import { personKeysAttribute, stateAttribute } from '../contract/temporal/search-attributes.ts';
import { allOf, hasValue, isOpen } from '../temporal/visibility-query.ts';
import { externalIdKeyFor } from '../contract/temporal/workflow-ids.ts';
import { listPage } from './list-page.ts';
import type { FlowSettings } from './settings.ts';
import { isPersonMemo } from './view.ts';

/** People in these states have access, or are on their way to it. */
const claiming = statesOfOnboardings.filter((state) => traitsOf(state).undoes !== true);

/**
 * Rejects a request whose external ID belongs to another person who has access or is on the way to it: usually the email of
 * one of them is mistyped. The visibility store is a moment behind, so two such requests at the same time both pass. Throws
 * `external_id_conflict`.
 */
export async function assertExternalIdIsFree(
  client: OrganizationClient,
  { idKey, organization }: FlowSettings,
  personId: string,
  { externalId, replaces }: OnboardingRequest,
): Promise<void> {
  if (externalId === undefined) return;
  const key = externalIdKeyFor(idKey, organization, externalId);
  const condition = allOf(hasValue(personKeysAttribute, key), hasValue(stateAttribute, ...claiming), isOpen);
  const { rows } = await listPage(client, condition, { limit: 5 });
  const other = rows.find(({ workflowId, memo }) => {
    if (workflowId === personId || replaces?.startsWith(`${workflowId}.`) === true) return false;
    // A moment after a cancellation, the row is still the old one, and its memo as well.
    return isPersonMemo(memo) && memo.view.cancellation === undefined;
  });
  if (other === undefined || !isPersonMemo(other.memo)) return;
  const { id, state } = other.memo.view;
  throw new ProblemError(
    'external_id_conflict',
    `The onboarding ${id} (${state}) of another email has this externalId. If that email is wrong and the invitation was not accepted, send "replaces": "${id}"; otherwise leave out the externalId, or correct it.`,
  );
}
