import type {
  Client,
  WorkflowHandleWithSignaledRunId,
  WorkflowHandleWithStartDetails,
  WorkflowSignalWithStartOptions,
  WorkflowStartOptions,
} from '@temporalio/client';
import type { WithWorkflowArgs, Workflow } from '@temporalio/common';
import type { WorkflowDefinition } from './workflow-definitions.ts';

/** Starts a workflow by its definition: arguments and result have the types of its signature. */
export function startWorkflow<Signature extends Workflow>(
  client: Client,
  definition: WorkflowDefinition<Signature>,
  options: WorkflowStartOptions<Signature>,
): Promise<WorkflowHandleWithStartDetails<Signature>> {
  return client.workflow.start<Signature>(definition.name, options);
}

/** Signals a workflow, and starts it if it does not run. */
export function signalWithStartWorkflow<Signature extends Workflow, SignalArgs extends unknown[]>(
  client: Client,
  definition: WorkflowDefinition<Signature>,
  options: WithWorkflowArgs<Signature, WorkflowSignalWithStartOptions<SignalArgs>>,
): Promise<WorkflowHandleWithSignaledRunId<Signature>> {
  return client.workflow.signalWithStart<Signature, SignalArgs>(definition.name, options);
}
