import { ApplicationFailure, CancellationScope, condition, setHandler } from '@temporalio/workflow';
import {
  type AmendInput,
  amendUpdate,
  eraseUpdate,
  type FlowRequest,
  requestUpdate,
  staleRequest,
} from '../../contract/temporal/messages.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { notPossible, rejection } from '../engine/command-validators.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OnboardingTypes } from './types.ts';

/** Takes what callers ask of a person while an onboarding is in progress. */
export type RequestHandler = {
  /** The request to rehire the person, if there is one. */
  readonly rehire: () => FlowRequest | undefined;
  /** Completes the request: the onboarding is about to continue as the rehire. */
  readonly complete: () => void;
  /** Fails the request: the onboarding cannot continue as the rehire. */
  readonly refuse: (reason: string) => void;
};

export type RequestHandlerOptions = {
  readonly record: RunRecord<OnboardingTypes>;
  readonly personId: string;
  readonly flow: number;
  readonly amend: (input: AmendInput) => void;
};

type Outcome = { readonly refused?: string };

/** Sets its handlers from the beginning: an update without a handler would wait for one, for days. */
export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { record, personId, flow, amend } = options;
  let rehire: FlowRequest | undefined;
  let outcome: Outcome | undefined;

  function assertPossible({ seenFlow }: { readonly seenFlow: number }): void {
    // One that has ended is about to continue as the register.
    if (seenFlow !== flow || rehire !== undefined || traitsOf(record.view.state).final === true) {
      throw rejection(
        staleRequest,
        `the newest flow is ${flowIdFor(personId, flow)}, or about to be another`,
      );
    }
    if (record.view.state === 'guarding') return;
    throw notPossible(
      `The onboarding is in state ${record.view.state}; only one that is guarding can be continued as a rehire.`,
    );
  }

  setHandler(
    requestUpdate,
    async (request) => {
      rehire = request;
      outcome = undefined;
      // The workflow completes it, so that the order of commands does not depend on interceptors.
      await CancellationScope.nonCancellable(() => condition(() => outcome !== undefined));
      const refused = (outcome as Outcome | undefined)?.refused;
      if (refused !== undefined) throw notPossible(refused);
      return flowIdFor(personId, request.input.flow);
    },
    { validator: assertPossible },
  );

  setHandler(
    amendUpdate,
    async (input: AmendInput) => {
      amend(input);
      return record.view;
    },
    {
      validator(_input: AmendInput) {
        if (traitsOf(record.view.state).final === true)
          throw rejection(staleRequest, 'the onboarding has just ended');
      },
    },
  );

  setHandler(
    eraseUpdate,
    async (_seen: { readonly seenFlow: number }) => {
      throw ApplicationFailure.nonRetryable('an onboarding in progress is never erased');
    },
    {
      validator(_seen: { readonly seenFlow: number }) {
        throw notPossible(
          `The onboarding ${flowIdFor(personId, flow)} is in state ${record.view.state}. Erase the person once it has ended.`,
        );
      },
    },
  );

  return {
    rehire: () => rehire,
    complete: () => void (outcome = {}),
    refuse(reason) {
      if (rehire === undefined) return;
      rehire = undefined;
      outcome = { refused: reason };
    },
  };
}
