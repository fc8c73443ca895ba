import type { Client } from '@temporalio/client';

/** `TaskQueueType` in Temporal's API. The client does not export it. */
const queueTypes = { workflow: 1, activity: 2 } as const;
/** A worker polls at least once a minute, so a poller that has been silent for longer is gone. */
const staleAfterMs = 75_000;

/** Counts the workers that poll the queue for activities, except this process. Each worker has its own identity. */
export async function countOtherWorkers(
  client: Client,
  taskQueue: string,
  ownIdentity: string,
): Promise<number> {
  const pollers = await activePollers(client, taskQueue, 'activity');
  return new Set(pollers.map(({ identity }) => identity).filter((identity) => identity !== ownIdentity)).size;
}

/** Returns the builds whose workers poll the queue for workflow tasks; '' stands for workers without a build ID. */
export async function activeBuildIds(client: Client, taskQueue: string): Promise<ReadonlySet<string>> {
  const pollers = await activePollers(client, taskQueue, 'workflow');
  return new Set(pollers.map(({ deploymentOptions }) => deploymentOptions?.buildId ?? ''));
}

async function activePollers(client: Client, taskQueue: string, type: keyof typeof queueTypes) {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the client does not export the enum
    taskQueueType: queueTypes[type],
  });
  const since = Date.now() - staleAfterMs;
  return (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}
