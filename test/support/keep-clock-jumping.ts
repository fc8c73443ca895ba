import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

const checkEveryMs = 150;

/** `stop` resolves once nothing is checked any more. */
export type ClockKeeper = {
  readonly watch: (workflowId: string) => void;
  readonly stop: () => Promise<void>;
};

/**
 * Keeps the clock of a time-skipping server jumping. If an execution that has taken an update continues as new, the server
 * (1.38.0) leaves a workflow task of it open for good, and its clock never jumps while a task is open. The history of such an
 * execution does not end with the continue-as-new, so it can be recognized, and the clock is released once for each.
 */
export function keepClockJumping({ client, connection }: TestWorkflowEnvironment): ClockKeeper {
  const newest = new Map<string, string | undefined>();
  const stopping = new AbortController();

  async function check(workflowId: string, before: string | undefined): Promise<void> {
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    newest.set(workflowId, runId);
    if (before === undefined || before === runId) return;
    const { events } = await client.workflow.getHandle(workflowId, before).fetchHistory();
    if (events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes) return;
    await connection.testService?.unlockTimeSkipping({});
  }

  async function checkAll(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const [workflowId, before] of newest) await check(workflowId, before);
      await sleep(checkEveryMs);
    }
  }

  const checking = checkAll();
  return {
    watch: (workflowId) => void (newest.has(workflowId) || newest.set(workflowId, undefined)),
    async stop() {
      stopping.abort();
      await checking;
    },
  };
}
