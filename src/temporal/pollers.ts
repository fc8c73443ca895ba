import type { Client } from '@temporalio/client';

/** `TaskQueueType` of Temporal's API, which the client does not export. */
const queueTypes = { workflow: 1, activity: 2 } as const;
/** A worker asks for tasks at least once a minute; what has not done so for longer is gone. */
const goneAfterMs = 75_000;

/** How many workers take activities from the queue, this process not counted: each has an identity of its own. */
export async function countOtherWorkers(
  client: Client,
  taskQueue: string,
  ownIdentity: string,
): Promise<number> {
  const alive = await pollersOf(client, taskQueue, 'activity');
  return new Set(alive.map(({ identity }) => identity).filter((identity) => identity !== ownIdentity)).size;
}

/** The builds whose workers ask for workflow tasks of the queue; '' stands for workers without a build id. */
export async function activeBuildIds(client: Client, taskQueue: string): Promise<ReadonlySet<string>> {
  const alive = await pollersOf(client, taskQueue, 'workflow');
  return new Set(alive.map(({ deploymentOptions }) => deploymentOptions?.buildId ?? ''));
}

async function pollersOf(client: Client, taskQueue: string, type: keyof typeof queueTypes) {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the client does not export the enum
    taskQueueType: queueTypes[type],
  });
  const since = Date.now() - goneAfterMs;
  return (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}
