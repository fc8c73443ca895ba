import type { Client } from '@temporalio/client';

/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const activityQueue = 2;
/** A worker asks for tasks at least once a minute; what has not done so for longer is gone. */
const goneAfterMs = 75_000;

/** How many workers take activities from the queue, this process not counted: each has an identity of its own. */
export async function countOtherWorkers(
  client: Client,
  taskQueue: string,
  ownIdentity: string,
): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the client does not export the enum
    taskQueueType: activityQueue,
  });
  const since = Date.now() - goneAfterMs;
  const alive = (pollers ?? [])
    .filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since)
    .map(({ identity }) => identity);
  return new Set(alive.filter((identity) => identity !== ownIdentity)).size;
}
