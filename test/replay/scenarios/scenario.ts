import type { CommandRequest } from '../../../src/contract/api/command-requests.ts';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { CommandName } from '../../../src/contract/rules/commands.ts';
import type { ServiceEvent } from '../../../src/contract/api/service-events.ts';
import type { TestReceiver } from '../../support/receiver.ts';
import type { Stack, StackOptions } from '../../support/stack.ts';
import { defined } from '../../../src/contract/lib/optional.ts';
import { workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { until } from '../../support/until.ts';

/** A stack, and what a scenario does with it. */
export type Scene = Stack & {
  /** Receives the events, if the scenario is played with events. */
  readonly receiver: TestReceiver<ServiceEvent>;
  readonly command: (id: string, name: CommandName, request?: CommandRequest) => Promise<OnboardingView>;
  /** Waits for invitation `number` of the onboarding, and accepts it, as the person or with another address. */
  readonly accept: (id: string, number?: number, email?: string) => Promise<void>;
  /** Waits for the state, and then for the register. Returns the last execution of the onboarding. */
  readonly ended: (id: string, state: 'completed' | 'cancelled') => Promise<Recorded>;
  /** Starts an onboarding, accepts its invitation, and waits for its end. */
  readonly complete: (email: string) => Promise<Recorded>;
};

/** The execution whose history is recorded; without a run ID, the newest one of the workflow ID. */
export type Recorded = { readonly workflowId: string; readonly runId?: string };

/** Brings a workflow onto a path through its code, on a stack of its own. */
export type Scenario = {
  /** Name of the recording, without `.json`. */
  readonly name: string;
  readonly options?: Omit<StackOptions, 'temporal' | 'webhooks'>;
  /** Whether there are receivers of events. */
  readonly events: boolean;
  /** Resolves once the history is worth recording. */
  readonly play: (scene: Scene) => Promise<Recorded>;
};

export function sceneOf(stack: Stack, receiver: TestReceiver<ServiceEvent>): Scene {
  let commands = 0;
  const accept: Scene['accept'] = async (id, number = 1, email) => {
    const { invitation } = await until(
      `invitation ${number}`,
      () => stack.onboardings.get(id),
      (view) => view.state === 'awaiting_acceptance' && view.invitation?.number === number,
    );
    await stack.vultr.accept(invitation?.id ?? '', email);
  };
  const ended: Scene['ended'] = async (id, state) => {
    await stack.reached(id, state);
    const chain = await until(
      'the register',
      () => executionsOf(stack.client, workflowIdOf(id)),
      (executions) => executions.at(-1)?.workflowType === workflows.person.name,
    );
    const last = chain.findLast(({ workflowType }) => workflowType === workflows.onboarding.name);
    return { workflowId: workflowIdOf(id), ...defined({ runId: last?.runId }) };
  };
  return {
    ...stack,
    receiver,
    accept,
    ended,
    command: (id, name, request = {}) =>
      stack.onboardings.command(id, name, request, { name: 'ops', requestId: `${name}-${++commands}` }),
    async complete(email) {
      const { id } = await stack.start({ email });
      await accept(id);
      return ended(id, 'completed');
    },
  };
}
