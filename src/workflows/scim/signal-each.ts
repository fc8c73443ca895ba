import { getExternalWorkflowHandle, type SignalDefinition } from '@temporalio/workflow';

/** A workflow with more than 2,000 signals on their way fails its task. */
export const signalsAtOnce = 100;

/**
 * Signals each of the workflows, in chunks: the next one waits until the previous one has arrived. Returns the IDs of those
 * that do not run.
 */
export async function signalEach<Args extends unknown[]>(
  workflowIds: readonly string[],
  signal: SignalDefinition<Args>,
  argsFor: (workflowId: string) => Args,
): Promise<string[]> {
  const missing: string[] = [];
  for (let from = 0; from < workflowIds.length; from += signalsAtOnce) {
    const some = workflowIds.slice(from, from + signalsAtOnce);
    const send = async (workflowId: string) => {
      try {
        await getExternalWorkflowHandle(workflowId).signal(signal, ...argsFor(workflowId));
      } catch {
        missing.push(workflowId);
      }
    };
    await Promise.all(some.map(send));
  }
  return missing;
}
