import {
  type Client,
  type WorkflowOptions,
  type WorkflowSignalWithStartOptions,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { SignalDefinition, WithWorkflowArgs, Workflow, WorkflowResultType } from '@temporalio/common';
import type { WorkflowDefinition } from '../contract/temporal/workflow-definitions.ts';

/** The options of a start. The task queue is that of the organization. */
export type StartOptions<Signature extends Workflow> = WithWorkflowArgs<
  Signature,
  Omit<WorkflowOptions, 'taskQueue' | 'typeInfo'>
>;

type SignalOptions<SignalArgs extends unknown[]> = {
  readonly signal: SignalDefinition<SignalArgs>;
} & (SignalArgs extends [unknown, ...unknown[]]
  ? { readonly signalArgs: SignalArgs }
  : { readonly signalArgs?: SignalArgs });

export type StartedExecution<Signature extends Workflow> = {
  /** Resolves to the result of the workflow, and follows it if it continues as new. */
  readonly result: () => Promise<WorkflowResultType<Signature>>;
};

/** Starts workflows of one organization by their definitions: arguments and results have the types of the signature. */
export type ExecutionStarter = {
  /** Throws `WorkflowExecutionAlreadyStartedError`. */
  start<Signature extends Workflow>(
    definition: WorkflowDefinition<Signature>,
    options: StartOptions<Signature>,
  ): Promise<StartedExecution<Signature>>;
  /** Signals a workflow, and starts it if it does not run. Needs no worker. */
  signalWithStart<Signature extends Workflow, SignalArgs extends unknown[]>(
    definition: WorkflowDefinition<Signature>,
    options: StartOptions<Signature> & SignalOptions<SignalArgs>,
  ): Promise<void>;
};

export function createExecutionStarter({ workflow }: Client, taskQueue: string): ExecutionStarter {
  return {
    async start<Signature extends Workflow>(
      { name }: WorkflowDefinition<Signature>,
      options: StartOptions<Signature>,
    ) {
      const handle = await workflow.start<Signature>(name, onQueue<Signature>(options, taskQueue));
      return { result: () => handle.result() };
    },
    async signalWithStart<Signature extends Workflow, SignalArgs extends unknown[]>(
      { name }: WorkflowDefinition<Signature>,
      options: StartOptions<Signature> & SignalOptions<SignalArgs>,
    ) {
      await workflow.signalWithStart<Signature, SignalArgs>(
        name,
        onQueue<Signature>(options, taskQueue) as WithWorkflowArgs<
          Signature,
          WorkflowSignalWithStartOptions<SignalArgs>
        >,
      );
    },
  };
}

/** TypeScript cannot see that options without a task queue, and a task queue, are the options of a start. */
function onQueue<Signature extends Workflow>(
  options: StartOptions<Signature>,
  taskQueue: string,
): WorkflowStartOptions<Signature> {
  return { ...options, taskQueue } as unknown as WorkflowStartOptions<Signature>;
}
