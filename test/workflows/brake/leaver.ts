import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineUpdate,
  workflowInfo,
} from '@temporalio/workflow';
import type { BrakeExchange, BrakeVerdict, TakingKind } from '../../../src/contract/temporal/brake.ts';
import type { EngineCheckpoint } from '../../../src/contract/temporal/engine-checkpoint.ts';
import { flowIdFor } from '../../../src/contract/temporal/flow-ids.ts';
import { organizationOf, taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';
import { type Braked, passBrake } from '../../../src/workflows/brake/pass-brake.ts';
import { RunCancelled } from '../../../src/workflows/engine/control.ts';
import type { Flow, FlowCommandInput, EngineView } from '../../../src/workflows/engine/flow.ts';
import { createRunContext } from '../../../src/workflows/engine/run-context.ts';

/* A flow on the real engine that has one step: it asks the brake. The bundle of the tests starts here. */

export { brake } from '../../../src/workflows/brake/brake.ts';
export { deliverEvent } from '../../../src/workflows/deliver-event.ts';

const commands = ['hold', 'resume', 'cancel', 'retry'] as const;

export type LeaverCommand = (typeof commands)[number];

export type LeaverView = EngineView & {
  readonly state: 'asking' | 'needs_attention' | 'on_hold' | 'cancelled';
  readonly step: 'passBrake';
  readonly attention?: { readonly code: string };
};

type LeaverTypes = {
  readonly view: LeaverView;
  readonly command: LeaverCommand;
  readonly input: FlowCommandInput;
  readonly event: 'needs_attention';
};

export type LeaverInput = {
  readonly kind: TakingKind;
  readonly orderedBy: string;
  readonly urgent: boolean;
  readonly timings: Timings;
};

type LeaverCheckpoint = {
  readonly engine: EngineCheckpoint<LeaverView, 'passBrake'>;
  readonly brakeExchange: BrakeExchange | undefined;
};

export function leaverUpdate(command: LeaverCommand) {
  return defineUpdate<LeaverView, [FlowCommandInput]>(command);
}

const flow: Flow<LeaverTypes> = {
  traitsOf: (state) => (state === 'cancelled' ? { cancelInEffect: true } : {}),
  describeNextStep: () => '',
  describePage: () => '',
  toAttention: ({ code }) => ({ code }),
  countAttention: () => {},
  attentionEvent: 'needs_attention',
  commands,
  cancelCommand: 'cancel',
  commandUpdate: leaverUpdate,
  assertAllowed: () => {},
  applyCommand: () => ({}),
};

/** Returns the last word of the brake, or that it was cancelled before there was one. */
export async function leaver(
  input: LeaverInput,
  checkpoint?: LeaverCheckpoint,
): Promise<BrakeVerdict | { readonly verdict: 'cancelled' }> {
  const initialView: LeaverView = {
    state: 'asking',
    step: 'passBrake',
    since: new Date(Date.now()).toISOString(),
    nextStep: '',
    history: [],
  };
  const run: Braked<LeaverTypes> = Object.assign(
    createRunContext<LeaverTypes>({
      flow,
      initialView,
      timings: input.timings,
      hasReceivers: false,
      toEvent: () => {
        throw new Error('there are no receivers');
      },
      number: 1,
      handledUpdates: [],
      resumed: checkpoint?.engine,
      continueAsNew: () => {
        const { brakeExchange } = run;
        return continueAsNew<typeof leaver>(input, { engine: run.checkpoint(), brakeExchange });
      },
    }),
    {
      brakeExchange: checkpoint?.brakeExchange,
      input: { taskQueues: taskQueuesFor(organizationOf(workflowInfo().taskQueue)) },
    },
  );
  return CancellationScope.nonCancellable(async () => {
    const verdict = await ask(run, input);
    run.inbox.resolveAll();
    await condition(allHandlersFinished);
    return verdict;
  });
}

async function ask(run: Braked<LeaverTypes>, input: LeaverInput) {
  try {
    const flowId = flowIdFor(workflowInfo().workflowId, 1);
    return await passBrake(run, { ...input, flowId, step: 'passBrake', state: 'asking' });
  } catch (error) {
    if (!(error instanceof RunCancelled)) throw error;
    run.record.enter('cancelled', 'passBrake');
    return { verdict: 'cancelled' as const };
  }
}
