import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { type FlowRequest, requestUpdate, staleRequest } from '../../contract/temporal/messages.ts';
import { notPossible, rejection } from '../engine/command-validators.ts';
import type { RunRecord } from '../engine/record.ts';
import type { OffboardingTypes } from './types.ts';

/** Takes a request to hire a person again who is gone, and whose invitations are guarded. */
export type RehireHandler = {
  readonly rehire: () => FlowRequest | undefined;
  /** Completes the request: the offboarding is about to continue as the onboarding that was asked for. */
  readonly complete: () => void;
  /** Fails the request: the offboarding cannot continue as the rehire. */
  readonly refuse: (reason: string) => void;
};

export type RehireHandlerOptions = {
  readonly record: RunRecord<OffboardingTypes>;
  readonly personId: string;
  readonly flow: number;
};

type Outcome = { readonly refused?: string };

/** Sets its handler from the beginning: an update without a handler would wait for one, for days. */
export function createRehireHandler({ record, personId, flow }: RehireHandlerOptions): RehireHandler {
  let rehire: FlowRequest | undefined;
  let outcome: Outcome | undefined;

  setHandler(
    requestUpdate,
    async (request) => {
      rehire = request;
      outcome = undefined;
      const { refused } = await untilAnswered();
      if (refused !== undefined) throw notPossible(refused);
      return flowIdFor(personId, request.input.flow);
    },
    {
      validator({ seenFlow, request }) {
        const isGuarding = record.view.state === 'guarding' && rehire === undefined;
        if (seenFlow === flow && isGuarding && request.rehire === true) return;
        throw rejection(
          staleRequest,
          `the newest flow is ${flowIdFor(personId, flow)}, or about to be another`,
        );
      },
    },
  );

  async function untilAnswered(): Promise<Outcome> {
    await CancellationScope.nonCancellable(() => condition(() => outcome !== undefined));
    return outcome ?? {};
  }

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
