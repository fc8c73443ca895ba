import { ApplicationFailure, CancellationScope, condition, setHandler } from '@temporalio/workflow';
import {
  type AmendInput,
  amendUpdate,
  type DepartureRequest,
  eraseUpdate,
  type FlowRequest,
  offboardUpdate,
  requestUpdate,
  staleRequest,
} from '../../contract/temporal/messages.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { notPossible, rejection } from '../engine/command-validators.ts';
import type { RunRecord } from '../engine/record.ts';
import { assertKeysSeen } from './amend.ts';
import type { OnboardingTypes } from './types.ts';

/** Takes what callers ask of a person while an onboarding is in progress. */
export type RequestHandler = {
  /** The request to rehire the person, if there is one. */
  readonly rehire: () => FlowRequest | undefined;
  /** The request that supersedes the onboarding, if there is one. */
  readonly successor: () => FlowRequest | undefined;
  /** The order to offboard the person, if there is one. */
  readonly departure: () => DepartureRequest | undefined;
  /** Completes the request or the order: the onboarding is about to continue as what was asked for. */
  readonly complete: () => void;
  /** Fails the request: the onboarding cannot continue as the rehire. */
  readonly refuse: (reason: string) => void;
};

export type RequestHandlerOptions = {
  readonly record: RunRecord<OnboardingTypes>;
  readonly personId: string;
  readonly flow: number;
  /** The keys by which the person can be found. */
  readonly personKeys: () => readonly string[];
  readonly amend: (input: AmendInput) => void;
  /** Interrupts the onboarding, so that it hands over to the offboarding. */
  readonly depart: (order: DepartureRequest) => void;
  /** Interrupts the onboarding, so that it hands over to the one that supersedes it. */
  readonly supersede: (request: FlowRequest) => void;
};

type Outcome = { readonly refused?: string };

/** Sets its handlers from the beginning: an update without a handler would wait for one, for days. */
export function createRequestHandler(options: RequestHandlerOptions): RequestHandler {
  const { record, personId, flow, personKeys, amend, depart, supersede } = options;
  let departure: DepartureRequest | undefined;
  let rehire: FlowRequest | undefined;
  let successor: FlowRequest | undefined;
  let outcome: Outcome | undefined;

  function assertNewest({ seenFlow }: { readonly seenFlow: number }): void {
    const isFollowed = [rehire, successor, departure].some((request) => request !== undefined);
    // One that has ended is about to continue as the register.
    if (seenFlow !== flow || isFollowed || traitsOf(record.view.state).final === true) {
      throw rejection(
        staleRequest,
        `the newest flow is ${flowIdFor(personId, flow)}, or about to be another`,
      );
    }
  }

  function assertPossible(request: FlowRequest): void {
    assertNewest(request);
    if (isSuperseding(request) || (record.view.state === 'guarding' && request.request.rehire === true))
      return;
    throw notPossible(
      `The onboarding is in state ${record.view.state}; only one that is guarding can be continued as a rehire, and only one that was not cancelled can be superseded.`,
    );
  }

  /** To supersede is to change what an open onboarding gives, not to hire a person again. */
  function isSuperseding({ request }: FlowRequest): boolean {
    return request.supersede === true && record.view.cancellation === undefined;
  }

  setHandler(
    requestUpdate,
    async (request) => {
      outcome = undefined;
      if (isSuperseding(request)) {
        successor = request;
        supersede(request);
      } else rehire = request;
      return untilFollowed(request.input.flow);
    },
    { validator: assertPossible },
  );

  setHandler(
    offboardUpdate,
    async (order) => {
      departure = order;
      outcome = undefined;
      depart(order);
      return untilFollowed(order.input.flow);
    },
    { validator: assertNewest },
  );

  /** The workflow completes it, so that the order of commands does not depend on interceptors. */
  async function untilFollowed(nextFlow: number): Promise<string> {
    await CancellationScope.nonCancellable(() => condition(() => outcome !== undefined));
    const refused = outcome?.refused;
    if (refused !== undefined) throw notPossible(refused);
    return flowIdFor(personId, nextFlow);
  }

  setHandler(
    amendUpdate,
    async (input: AmendInput) => {
      amend(input);
      return record.view;
    },
    {
      validator(input: AmendInput) {
        assertNewest(input);
        assertKeysSeen(input, personKeys());
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
    successor: () => successor,
    departure: () => departure,
    complete: () => void (outcome = {}),
    refuse(reason) {
      if (rehire === undefined) return;
      rehire = undefined;
      outcome = { refused: reason };
    },
  };
}
