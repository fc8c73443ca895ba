import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { type Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createVultrActivities, type VultrActivities } from '../../src/activities/index.ts';
import { groupWorkflowIdFor, onboardingIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import { taskQueuesFor } from '../../src/contract/temporal/task-queues.ts';
import { createWorkers, runWorkers } from '../../src/temporal/workers.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { createCachedClient } from '../../src/vultr/cached-client.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import type { Ground } from '../support/test-environment.ts';
import { clientOn, testEncryptionKeys } from '../support/encryption.ts';

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
 * own all the same: an activity is handed to the client of the cell that its workflow belongs to.
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
  const vultrs = new Map<string, VultrActivities>();
  const workers = await createWorkers({
    connection: nativeConnection,
    namespace: 'default',
    taskQueues: taskQueuesFor(organization),
    encryptionKeys: testEncryptionKeys,
    vultrActivities: dispatched(vultrs),
    workflowBundle: { codePath: ground.workflowBundlePath },
    shutdownGraceMs: 1_000,
  });
  const running = runWorkers(workers);
  const idsOf = ({ email, group }: OnboardingRequest) => [
    onboardingIdFor(idKey, organization, email),
    groupWorkflowIdFor(idKey, organization, group.name),
  ];
  return {
    client: clientOn(connection),
    organization,
    enroll(request, destination) {
      const activities = activitiesFor(destination);
      for (const id of idsOf(request)) vultrs.set(id, activities);
    },
    dismiss(request) {
      for (const id of idsOf(request)) vultrs.delete(id);
    },
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await nativeConnection.close();
      await connection.close();
    },
  };
}

/** The activities of a worker, with shared reads as in production, at the Vultr of one cell. */
function activitiesFor(destination: Destination): VultrActivities {
  const { url: baseUrl } = destination;
  const apiKey = 'organization-key-for-tests';
  const client = createVultrClient({
    baseUrl,
    apiKey,
    timeoutMs: vultrTimeoutMs,
    fetch: fetchVia(destination),
  });
  return createVultrActivities(createCachedClient(client, () => false));
}

/** Each activity as one that hands its task to the cell that the workflow belongs to. */
function dispatched(vultrs: ReadonlyMap<string, VultrActivities>): VultrActivities {
  const none = createVultrActivities({} as VultrClient);
  const names = Object.keys(none) as (keyof VultrActivities)[];
  const dispatch = (name: keyof VultrActivities) => async (input: never) => {
    const workflowId = Context.current().info.workflowExecution?.workflowId ?? '';
    const activities = vultrs.get(workflowId);
    if (activities === undefined) throw new Error(`no cell has the workflow ${workflowId}`);
    return activities[name](input);
  };
  return Object.fromEntries(names.map((name) => [name, dispatch(name)])) as unknown as VultrActivities;
}

/** Tells of each request before it is sent. */
function fetchVia(destination: Destination): typeof fetch {
  return async (input, init) => {
    const { activityType, activityId, attempt, workflowExecution } = Context.current().info;
    await destination.onPassing({
      activity: activityType,
      attemptKey: `${workflowExecution?.workflowId}/${activityId}/${attempt}`,
      method: init?.method ?? 'GET',
      path: new URL(input instanceof Request ? input.url : input).pathname,
    });
    return fetch(input, init);
  };
}
