import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createVultrActivities } from '../../src/activities/index.ts';
import { groupWorkflowIdFor, runIdFor } from '../../src/contract/ids.ts';
import type { OnboardingRequest } from '../../src/contract/onboarding-request.ts';
import { taskQueuesFor } from '../../src/contract/task-queues.ts';
import { createWorkers, runWorkers } from '../../src/temporal/workers.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { Ground } from './ground.ts';

// Once a process, and before anything else of the SDK: faults on purpose would fill the screen.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  shutdownSignals: [],
});

export const idKey = 'a key for tests that is long enough';

/** Long enough for a busy machine, and short beside an attempt, which may meet a request that hangs. */
export const vultrTimeoutMs = 3_000;

/** A request of a run on its way to Vultr. */
export type Passing = {
  readonly activity: string;
  /** Tells one attempt of an activity from all others. */
  readonly attemptKey: string;
  readonly method: string;
  readonly path: string;
};

/** Where the requests of a cell's run go, and who hears of each before it is sent. */
export type Destination = {
  readonly url: string;
  readonly onPassing: (request: Passing) => Promise<void>;
};

/**
 * One worker for all cells of a process: what a worker costs is what a dozen runs cost. Each run has a Vultr of its
 * own all the same: the `fetch` that the client is given sends a request where the run that it belongs to says.
 */
export type SharedWorker = {
  readonly client: Client;
  readonly organization: string;
  /** To be done before the run starts, since its first request comes at once. */
  readonly enroll: (request: OnboardingRequest, destination: Destination) => void;
  readonly dismiss: (request: OnboardingRequest) => void;
  readonly stop: () => Promise<void>;
};

export async function startSharedWorker(ground: Ground): Promise<SharedWorker> {
  const address = ground.temporalAddress;
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const organization = randomUUID();
  const destinations = new Map<string, Destination>();
  const baseUrl = 'http://127.0.0.1';
  const workers = await createWorkers({
    connection: nativeConnection,
    namespace: 'default',
    taskQueues: taskQueuesFor(organization),
    vultrActivities: createVultrActivities(
      createVultrClient({
        baseUrl,
        apiKey: 'organization-key-for-tests',
        timeoutMs: vultrTimeoutMs,
        fetch: fetchFor(destinations, baseUrl),
      }),
    ),
    vultrActivitiesPerSecond: 10_000,
    workflowBundle: { codePath: ground.workflowBundlePath },
    shutdownGraceMs: 1_000,
  });
  const running = runWorkers(workers);
  const idsOf = ({ email, group }: OnboardingRequest) => [
    runIdFor(idKey, organization, email),
    groupWorkflowIdFor(idKey, organization, group.name),
  ];
  return {
    client: new Client({ connection }),
    organization,
    enroll(request, destination) {
      for (const id of idsOf(request)) destinations.set(id, destination);
    },
    dismiss(request) {
      for (const id of idsOf(request)) destinations.delete(id);
    },
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await nativeConnection.close();
      await connection.close();
    },
  };
}

function fetchFor(destinations: ReadonlyMap<string, Destination>, baseUrl: string): typeof fetch {
  return async (input, init) => {
    const { activityType, activityId, attempt, workflowExecution } = Context.current().info;
    const workflowId = workflowExecution?.workflowId ?? '';
    const destination = destinations.get(workflowId);
    if (destination === undefined) throw new Error(`no cell has the workflow ${workflowId}`);
    // The client sends to a text.
    const url = new URL((input as string).replace(baseUrl, destination.url));
    await destination.onPassing({
      activity: activityType,
      attemptKey: `${workflowId}/${activityId}/${attempt}`,
      method: init?.method ?? 'GET',
      path: url.pathname,
    });
    return fetch(url, init);
  };
}
