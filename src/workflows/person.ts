import {
  allHandlersFinished,
  CancellationScope,
  condition,
  currentUpdateInfo,
  defineUpdate,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { commandNames } from '../contract/rules/commands.ts';
import { offboardingCommandNames } from '../contract/rules/offboarding-commands.ts';
import {
  type AmendInput,
  amendUpdate,
  type CommandInput,
  commandInEffect,
  type DepartureRequest,
  eraseUpdate,
  type FlowRequest,
  offboardUpdate,
  refreshSignal,
  requestUpdate,
  staleRequest,
} from '../contract/temporal/messages.ts';
import type { PersonInput } from '../contract/temporal/person-input.ts';
import { amendedRecord, newRecord, nextRecord } from '../contract/temporal/person-record.ts';
import { registerOptions } from '../contract/temporal/register-options.ts';
import { keyAttributes } from '../contract/temporal/search-attributes.ts';
import type { PersonWorkflow } from '../contract/temporal/workflow-definitions.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { isOffboarding } from '../contract/temporal/flow-view.ts';
import { notPossible, rejection } from './engine/command-validators.ts';
import { shouldContinueAsNew } from './engine/continue-as-new.ts';
import { nowIso } from './engine/now.ts';
import { amendedView, assertKeysSeen } from './onboarding/amend.ts';
import { continueAsDeparture } from './offboarding/continue-as-offboarding.ts';
import { continueAsNextFlow } from './onboarding/continue-as-onboarding.ts';
import { describePerson } from './person-page.ts';

/**
 * The register: what is true of one person between two flows. It has no timer and no activity, waits for one message,
 * and continues as new into what that message asks for, so it never keeps code or an encryption key in use for longer
 * than `refresh` takes. It ignores cancellation, because what happened to a person does not change if someone cancels
 * the record of it.
 */
export async function person(input: PersonInput): Promise<never> {
  return CancellationScope.nonCancellable(() => serve(input));
}

async function serve(first: PersonInput): Promise<never> {
  const { workflowId } = workflowInfo();
  let state = first;
  let next: (() => Promise<never>) | undefined;
  const publish = () => setCurrentDetails(describePerson(workflowId, state));
  publish();

  function assertNewest({ seenFlow }: { readonly seenFlow: number }): void {
    if (seenFlow === state.flow && next === undefined) return;
    throw rejection(staleRequest, `the newest flow is ${flowIdFor(workflowId, state.flow)}`);
  }

  setHandler(
    requestUpdate,
    async (request: FlowRequest) => {
      next = () => continueAsNextFlow(workflowId, request, recordFor(state, request));
      return flowIdFor(workflowId, request.input.flow);
    },
    { validator: assertNewest },
  );
  setHandler(
    offboardUpdate,
    async (order: DepartureRequest) => {
      next = () => continueAsDeparture(workflowId, order, recordFor(state, order));
      return flowIdFor(workflowId, order.input.flow);
    },
    { validator: assertNewest },
  );
  setHandler(
    amendUpdate,
    async (change: AmendInput) => {
      if ('erasedAt' in state || isOffboarding(state.view))
        throw notPossible('there are no details to change');
      const { details, personKeys } = change;
      const view = amendedView(state.view, change);
      state = { ...state, view, record: amendedRecord(state.record, details), personKeys };
      upsertMemo({ view, record: state.record });
      upsertSearchAttributes(keyAttributes({ ...state, externalId: view.externalId }));
      publish();
      return view;
    },
    {
      validator(input: AmendInput) {
        assertNewest(input);
        if ('erasedAt' in state) throw rejection(staleRequest, 'the person was erased');
        if (isOffboarding(state.view)) throw rejection(staleRequest, 'the newest flow is an offboarding');
        assertKeysSeen(input, state.personKeys);
      },
    },
  );
  setHandler(
    eraseUpdate,
    async (_seen: { readonly seenFlow: number }) => {
      const erased = 'erasedAt' in state ? state : { erasedAt: nowIso(), flow: state.flow };
      next = () => continueAsRegister(erased);
    },
    { validator: assertNewest },
  );
  setHandler(refreshSignal, () => {
    next ??= () => continueAsRegister(state);
  });
  // A command that arrives late finds no handler otherwise, and its caller would wait for one.
  for (const command of new Set([...commandNames, ...offboardingCommandNames])) {
    setHandler(
      defineUpdate<never, [CommandInput]>(command),
      async (_input: CommandInput) => {
        throw notPossible('the validator rejects every command');
      },
      { validator: (_input: CommandInput) => rejectCommand(state) },
    );
  }
  // Late hints, and late answers of a group writer, ask for nothing.
  setDefaultSignalHandler(() => {});

  await condition(() => (next !== undefined || shouldContinueAsNew()) && allHandlersFinished());
  return (next ?? (() => continueAsRegister(state)))();
}

function recordFor(state: PersonInput, request: FlowRequest | DepartureRequest) {
  return 'erasedAt' in state ? newRecord(request) : nextRecord(state.record, state.view, request);
}

function continueAsRegister(state: PersonInput): Promise<never> {
  return makeContinueAsNewFunc<PersonWorkflow>(registerOptions(state))(state);
}

function rejectCommand(state: PersonInput): never {
  if ('erasedAt' in state) throw notPossible('The person was erased.');
  const id = currentUpdateInfo()?.id;
  if (state.record.handledUpdates.some((handled) => handled.id === id)) {
    throw rejection(commandInEffect, 'an earlier execution has handled this command');
  }
  const flow = isOffboarding(state.view) ? 'offboarding' : 'onboarding';
  throw notPossible(`The ${flow} has ended (${state.view.state}) and takes no more commands.`);
}
