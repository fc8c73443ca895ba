import { makeContinueAsNewFunc } from '@temporalio/workflow';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { initialView } from '../../contract/temporal/initial-view.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import type { FlowRequest } from '../../contract/temporal/messages.ts';
import type { OnboardingCheckpoint } from '../../contract/temporal/onboarding-checkpoint.ts';
import { withGroups } from '../../contract/temporal/one-group.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';
import type { PersonRecord } from '../../contract/temporal/person-record.ts';
import { personAttributes } from '../../contract/temporal/search-attributes.ts';
import { type OnboardingWorkflow, workflows } from '../../contract/temporal/workflow-definitions.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';

/** Continues as the next flow of a person. `checkpoint` is what the flow takes over from the one before. */
export function continueAsNextFlow(
  personId: string,
  request: FlowRequest,
  record: PersonRecord,
  checkpoint?: OnboardingCheckpoint,
): Promise<never> {
  const input = withGroups(request.input);
  const view = initialView(flowIdFor(personId, input.flow), input, Date.now());
  return continueAsOnboarding({ ...input, record }, view, checkpoint);
}

/** The next execution gets the memo and the search attributes, which would otherwise fall back to those of the start. */
export function continueAsOnboarding(
  input: OnboardingInput,
  view: OnboardingView,
  checkpoint?: OnboardingCheckpoint,
): Promise<never> {
  const memo: PersonMemo = { view, record: input.record };
  const continueAsNew = makeContinueAsNewFunc<OnboardingWorkflow>({
    workflowType: workflows.onboarding.name,
    memo,
    typedSearchAttributes: personAttributes(view, { ...input, group: view.group }),
  });
  return checkpoint === undefined ? continueAsNew(input) : continueAsNew(input, checkpoint);
}
