import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { DepartureRequest, FlowRequest } from '../../contract/temporal/messages.ts';
import { nextRecord, type PersonRecord } from '../../contract/temporal/person-record.ts';
import { registerOptions } from '../../contract/temporal/register-options.ts';
import { type PersonWorkflow, workflows } from '../../contract/temporal/workflow-definitions.ts';
import { continueAsNextFlow } from '../onboarding/continue-as-onboarding.ts';
import type { Offboarding } from './context.ts';
import { continueAsDeparture, continueAsOffboarding } from './continue-as-offboarding.ts';

/** Continues the same offboarding, at the point where it rests. */
export function continueAsItself(run: Offboarding): Promise<never> {
  const { inherited, interrupted, results, brakeExchange } = run;
  const inProgress = { engine: run.checkpoint(), results, ...defined({ brakeExchange }) };
  const input = { ...run.input, record: recordOf(run) };
  return continueAsOffboarding(input, run.record.view, {
    inProgress,
    ...defined({ inherited, interrupted }),
  });
}

/** Continues as the register: the offboarding has ended. A person who has left has none of the access that was given. */
export function continueAsPerson(run: Offboarding): Promise<never> {
  const { view } = run.record;
  const { flow, personKeys, plainRef } = run.input;
  const record = view.state === 'left' ? recordWithoutAccess(run) : recordOf(run);
  const register = { view, record, flow, personKeys, ...defined({ plainRef }) };
  return makeContinueAsNewFunc<PersonWorkflow>({
    workflowType: workflows.person.name,
    ...registerOptions(register),
  })(register);
}

/** Continues as the order that has taken the place of a scheduled one. */
export function continueAsSuccessor(run: Offboarding, order: DepartureRequest): Promise<never> {
  const record = nextRecord(recordOf(run), run.record.view, order);
  const { inherited, interrupted, control } = run;
  const writeUncertainSince = control.writeUncertainSince();
  const checkpoint = defined({ inherited, interrupted, writeUncertainSince });
  return continueAsDeparture(workflowInfo().workflowId, order, record, checkpoint);
}

/**
 * Continues as the rehire of a person who is gone. It is responsible for the invitations that were guarded, as for its own,
 * whoever sent them.
 */
export function continueAsRehire(run: Offboarding, request: FlowRequest): Promise<never> {
  const { record, results, inherited } = run;
  const startedAt = inherited?.startedAt ?? Date.parse(record.view.timings.startedAt);
  const others = results.survey?.others;
  const effects = {
    startedAt,
    inDoubt: inherited?.inDoubt === true,
    ownInvitations: results.alive ?? [],
    ...(others === undefined ? {} : { baseline: { ...others, inGroups: [] } }),
  };
  const remembered = nextRecord(recordWithoutAccess(run), record.view, request);
  return continueAsNextFlow(workflowInfo().workflowId, request, remembered, { effects });
}

function recordWithoutAccess(run: Offboarding): PersonRecord {
  const { formerAccounts: _, ...record } = recordOf(run);
  return { ...record, grants: [] };
}

function recordOf({ input, inbox }: Offboarding): PersonRecord {
  return { ...input.record, handledUpdates: inbox.handledUpdates() };
}
