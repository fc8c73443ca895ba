import { type Client, isGrpcServiceError } from '@temporalio/client';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';

/** Gives hints to runs; `open` says whether one is to be given once more. */
export type Hints = {
  readonly send: (workflowIds: readonly string[]) => Promise<void>;
  readonly hasPending: () => boolean;
};

const concurrency = 20;
/** A hint can meet a look that is under way, or a read that lags: it is given once more after this. */
const againAfterMs = 10_000;

export function createHints(client: Client): Hints {
  const again = new Map<string, number>();

  async function giveOne(workflowId: string, isFirst: boolean): Promise<void> {
    again.delete(workflowId);
    const waits = await hint(client, workflowId);
    if (waits && isFirst) again.set(workflowId, performance.now() + againAfterMs);
  }

  return {
    async send(workflowIds) {
      const nowMs = performance.now();
      const due = [...again].filter(([id, at]) => at <= nowMs && !workflowIds.includes(id)).map(([id]) => id);
      const all = [...workflowIds.map((id) => [id, true] as const), ...due.map((id) => [id, false] as const)];
      for (let from = 0; from < all.length; from += concurrency) {
        await Promise.all(all.slice(from, from + concurrency).map(([id, isFirst]) => giveOne(id, isFirst)));
      }
    },
    hasPending: () => again.size > 0,
  };
}

/**
 * Hints to a run that its invitation has changed: the pause before its next look is over now. The run reads for itself,
 * so a wrong hint costs a request and can do no harm; and it costs the run no event of its history, as a signal would.
 * Answers whether there was a run that waits.
 */
async function hint(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflowService.resetActivity({
      namespace: client.options.namespace,
      execution: { workflowId: workflowId },
      identity: 'invitation-watch',
      type: 'awaitAcceptance',
    });
    return true;
  } catch (error) {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === grpcStatus.notFound) return false;
    throw error;
  }
}
