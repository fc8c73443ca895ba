import { makeContinueAsNewFunc } from '@temporalio/workflow';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { initialOffboardingView } from '../../contract/temporal/initial-offboarding-view.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import type { DepartureRequest } from '../../contract/temporal/messages.ts';
import type { OffboardingCheckpoint } from '../../contract/temporal/offboarding-checkpoint.ts';
import type { OffboardingInput } from '../../contract/temporal/offboarding-input.ts';
import type { PersonRecord } from '../../contract/temporal/person-record.ts';
import { personAttributes } from '../../contract/temporal/search-attributes.ts';
import { type OffboardingWorkflow, workflows } from '../../contract/temporal/workflow-definitions.ts';

/** Continues as the offboarding of a person. `checkpoint` is what it takes over from the flow that it interrupts. */
export function continueAsDeparture(
  personId: string,
  { input }: DepartureRequest,
  record: PersonRecord,
  checkpoint?: OffboardingCheckpoint,
): Promise<never> {
  const view = initialOffboardingView(flowIdFor(personId, input.flow), input, Date.now());
  return continueAsOffboarding({ ...input, record }, view, checkpoint);
}

/** The next execution gets the memo and the search attributes, which would otherwise fall back to those of the start. */
export function continueAsOffboarding(
  input: OffboardingInput,
  view: OffboardingView,
  checkpoint?: OffboardingCheckpoint,
): Promise<never> {
  const memo: PersonMemo = { view, record: input.record };
  const continueAsNew = makeContinueAsNewFunc<OffboardingWorkflow>({
    workflowType: workflows.offboarding.name,
    memo,
    typedSearchAttributes: personAttributes(view, input),
  });
  return checkpoint === undefined ? continueAsNew(input) : continueAsNew(input, checkpoint);
}
