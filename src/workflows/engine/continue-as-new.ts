import { workflowInfo } from '@temporalio/workflow';

/** Sooner than the server suggests it (4,096 events), so that a batch of commands still fits after it. */
const eventsBeforeContinuing = 1_000;

/** Whether a workflow that never ends should continue as new at its next rest. */
export function shouldContinueAsNew(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength > eventsBeforeContinuing || continueAsNewSuggested;
}
