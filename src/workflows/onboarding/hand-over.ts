import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { defined } from '../../contract/lib/optional.ts';
import type { DepartureRequest, FlowRequest } from '../../contract/temporal/messages.ts';
import {
  nextRecord,
  type PersonRecord,
  withApproved,
  withoutGrants,
  withOwnInvitations,
} from '../../contract/temporal/person-record.ts';
import { registerOptions } from '../../contract/temporal/register-options.ts';
import type { InvitationRecord } from '../../contract/temporal/step-data.ts';
import { type PersonWorkflow, workflows } from '../../contract/temporal/workflow-definitions.ts';
import { continueAsDeparture } from '../offboarding/continue-as-offboarding.ts';
import { recordWithAccess } from './complete.ts';
import type { Onboarding } from './context.ts';
import { continueAsNextFlow, continueAsOnboarding } from './continue-as-onboarding.ts';
import { groupIdsOf } from './group-request.ts';
import { accessToHandOver, leavingWith, membershipToUndo } from './superseded-access.ts';

/*
 * Every end of an execution of an onboarding. The next one has the same workflow ID, so exactly one is responsible for
 * the person at any time.
 */

/** Continues the same onboarding, at the point where it rests. */
export function continueAsItself(run: Onboarding): Promise<never> {
  const { effects, results, groupExchanges, brakeExchange } = run;
  const inProgress = {
    engine: run.checkpoint(),
    results,
    groupExchanges,
    ...defined({ brakeExchange }),
  };
  return continueAsOnboarding({ ...run.input, record: recordOf(run) }, run.record.view, {
    effects,
    inProgress,
  });
}

/** Continues as the register: the onboarding has ended. */
export function continueAsPerson(run: Onboarding): Promise<never> {
  const { view } = run.record;
  const { flow, personKeys, plainRef, consoleUrl } = run.input;
  const register = { view, record: recordAtEnd(run), flow, personKeys, ...defined({ plainRef, consoleUrl }) };
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
  const record = nextRecord(recordAtEnd(run), run.record.view, request);
  return continueAsNextFlow(workflowInfo().workflowId, request, record, {
    effects: { startedAt, inDoubt, ownInvitations, ...defined({ baseline }) },
  });
}

/** Continues as the offboarding of the person, which takes over what the onboarding did. */
export function continueAsDeparting(run: Onboarding, order: DepartureRequest): Promise<never> {
  const record = nextRecord(recordAtEnd(run), run.record.view, order);
  const membership = membershipToUndo(run.effects);
  const { record: _, ...input } = run.input;
  return continueAsDeparture(workflowInfo().workflowId, order, record, {
    inherited: { ...run.effects, ...defined({ membership }) },
    interrupted: { input, isCancelled: run.control.cancelled(), ...defined({ hold: run.endedHold }) },
    ...defined({ writeUncertainSince: run.control.writeUncertainSince() }),
  });
}

/**
 * Continues as the onboarding that supersedes this one. It is responsible for everything that this one did: invitations,
 * memberships, and a write that is in doubt.
 */
export function continueAsSuccessor(run: Onboarding, request: FlowRequest): Promise<never> {
  const { view } = run.record;
  const { startedAt, baseline, inDoubt, ownInvitations } = run.effects;
  const superseded = accessToHandOver(run);
  const approved = (view.approvedAddresses ?? []).map(({ address }) => address);
  const record = nextRecord(withApproved(recordAtEnd(run), approved), view, request);
  const leaving = leavingWith(request.input, superseded);
  const input = { ...request.input, ...defined({ leaving }) };
  return continueAsNextFlow(workflowInfo().workflowId, { ...request, input }, record, {
    effects: { startedAt, inDoubt, ownInvitations, ...defined({ baseline, superseded }) },
    ...defined({ writeUncertainSince: run.control.writeUncertainSince() }),
  });
}

/** A later flow has to know which invitations were sent, and what was given and left before the onboarding was interrupted. */
function recordAtEnd(run: Onboarding): PersonRecord {
  const ids = run.effects.ownInvitations.map(({ id }) => id);
  const record = withOwnInvitations(recordOf(run), ids);
  const { granted, left = [] } = run.results;
  if (run.record.view.state === 'completed') return record;
  if (granted === undefined) {
    const leftIds = left.map(({ id }) => id);
    return withoutGrants(record, leftIds);
  }
  const groups = (groupIdsOf(run) ?? []).map((groupId, index) => ({
    groupId,
    policies: run.results.preflight?.groups[index]?.policies ?? [],
  }));
  const at = run.record.view.evidence?.at ?? run.record.view.since;
  const input = { ...run.input, record };
  return recordWithAccess({ input, record: run.record }, { ...granted, groups }, left, at);
}

function recordOf({ input, inbox }: Onboarding): PersonRecord {
  return { ...input.record, handledUpdates: inbox.handledUpdates() };
}
