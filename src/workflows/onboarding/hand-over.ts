import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { FlowRequest } from '../../contract/temporal/messages.ts';
import { nextRecord, type PersonRecord } from '../../contract/temporal/person-record.ts';
import { registerOptions } from '../../contract/temporal/register-options.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { type PersonWorkflow, workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Onboarding } from './context.ts';
import { continueAsNextFlow, continueAsOnboarding } from './continue-as-onboarding.ts';

/*
 * Every end of an execution of an onboarding. The next one has the same workflow ID, so exactly one is responsible for
 * the person at any time.
 */

/** Continues the same onboarding, at the point where it rests. */
export function continueAsItself(run: Onboarding): Promise<never> {
  const { effects, results, groupExchange } = run;
  const inProgress = { engine: run.checkpoint(), results, ...defined({ groupExchange }) };
  return continueAsOnboarding({ ...run.input, record: recordOf(run) }, run.record.view, {
    effects,
    inProgress,
  });
}

/** Continues as the register: the onboarding has ended. */
export function continueAsPerson(run: Onboarding): Promise<never> {
  const { view } = run.record;
  const { flow, personKeys } = run.input;
  const register = { view, record: recordOf(run), flow, personKeys };
  return makeContinueAsNewFunc<PersonWorkflow>({
    workflowType: workflows.person.name,
    ...registerOptions(register),
  })(register);
}

/**
 * Continues as the rehire of a person whose cancelled onboarding guarded its invitations. The rehire is responsible for
 * the invitations that can still be accepted, as for its own.
 */
export function continueAsRehire(
  run: Onboarding,
  request: FlowRequest,
  ownInvitations: readonly InvitationRecord[],
): Promise<never> {
  const { startedAt, baseline, inDoubt } = run.effects;
  const record = nextRecord(recordOf(run), run.record.view, request);
  return continueAsNextFlow(workflowInfo().workflowId, request, record, {
    effects: { startedAt, inDoubt, ownInvitations, ...defined({ baseline }) },
  });
}

function recordOf({ input, inbox }: Onboarding): PersonRecord {
  return { ...input.record, handledUpdates: inbox.handledUpdates() };
}
