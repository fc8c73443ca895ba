import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { type Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createVultrActivities, type VultrActivities } from '../../src/activities/index.ts';
import { groupWorkflowIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import { taskQueuesFor } from '../../src/contract/temporal/task-queues.ts';
import { createWorkers, runWorkers } from '../../src/workers/create-workers.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { withSharedReads } from '../../src/vultr/with-shared-reads.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import type { TestEnvironment } from '../support/test-environment.ts';
import { clientOn, testEncryptionKeys } from '../support/encryption.ts';
import { shortTimings } from '../support/timings.ts';
import { testIdKey } from '../support/id-key.ts';
import { personIdsOf } from './person-executions.ts';
import { vultrTimeoutMs } from './vultr-timeout.ts';
import { groupNamesOf } from './groups-of-scenario.ts';
import type { Scenario } from './scenario.ts';

// Once per process, before any other use of the SDK. Without it, intentional faults would fill the screen.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  shutdownSignals: [],
});

/** A request of an onboarding on its way to Vultr. */
export type OutgoingRequest = {
  readonly activity: string;
  /** Identifies the attempt of the activity. */
  readonly attemptKey: string;
  readonly method: string;
  readonly path: string;
};

/** Where the requests of a case go, and a function that is called before each one is sent. */
export type Destination = {
  readonly url: string;
  readonly onRequest: (request: OutgoingRequest) => Promise<void>;
};

/**
 * One worker for all cases of a process, because a worker costs as much as a dozen onboardings. Each onboarding still has
 * a Vultr of its own: an activity uses the client of the case that its workflow belongs to.
 */
export type SharedWorker = {
  readonly client: Client;
  readonly organization: string;
  /** Call it before the onboarding starts, because its first request follows at once. */
  readonly register: (scenario: Scenario, person: string, destination: Destination) => void;
  readonly unregister: (scenario: Scenario, person: string) => void;
  readonly stop: () => Promise<void>;
};

export async function startSharedWorker(environment: TestEnvironment): Promise<SharedWorker> {
  const address = environment.temporalAddress;
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const organization = randomUUID();
  const activitiesByWorkflow = new Map<string, VultrActivities>();
  const workers = await createWorkers({
    connection: nativeConnection,
    namespace: 'default',
    taskQueues: taskQueuesFor(organization),
    encryptionKeys: testEncryptionKeys,
    brake: { settleMs: 0, limit: 1_000, timings: shortTimings },
    vultrActivities: dispatchByWorkflow(activitiesByWorkflow),
    workflowBundle: { codePath: environment.workflowBundlePath },
    shutdownGraceMs: 1_000,
  });
  const running = runWorkers(workers);
  const idsOf = (scenario: Scenario, person: string) => [
    ...Object.values(personIdsOf(scenario, organization, person)),
    ...groupNamesOf(scenario, person).map((name) => groupWorkflowIdFor(testIdKey, organization, name)),
  ];
  return {
    client: clientOn(connection),
    organization,
    register(scenario, person, destination) {
      const activities = activitiesFor(destination);
      for (const id of idsOf(scenario, person)) activitiesByWorkflow.set(id, activities);
    },
    unregister(scenario, person) {
      for (const id of idsOf(scenario, person)) activitiesByWorkflow.delete(id);
    },
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await nativeConnection.close();
      await connection.close();
    },
  };
}

/** Creates the activities of a worker for the Vultr of one case, with shared reads as in production. */
function activitiesFor(destination: Destination): VultrActivities {
  const { url: baseUrl } = destination;
  const apiKey = 'organization-key-for-tests';
  const client = createVultrClient({
    baseUrl,
    apiKey,
    timeoutMs: vultrTimeoutMs,
    repeatReads: true,
    fetch: createReportingFetch(destination),
  });
  return createVultrActivities(withSharedReads(client, () => false));
}

/** Returns activities that call those of the case that the workflow belongs to. */
function dispatchByWorkflow(activitiesByWorkflow: ReadonlyMap<string, VultrActivities>): VultrActivities {
  const names = Object.keys(createVultrActivities({} as VultrClient)) as (keyof VultrActivities)[];
  const dispatch = (name: keyof VultrActivities) => async (input: never) => {
    const workflowId = Context.current().info.workflowExecution?.workflowId ?? '';
    const activities = activitiesByWorkflow.get(workflowId);
    if (activities === undefined) throw new Error(`no case has the workflow ${workflowId}`);
    return activities[name](input);
  };
  return Object.fromEntries(names.map((name) => [name, dispatch(name)])) as unknown as VultrActivities;
}

/** Returns a `fetch` that reports each request before it sends it. */
function createReportingFetch(destination: Destination): typeof fetch {
  return async (input, init) => {
    const { activityType, activityId, attempt, workflowExecution } = Context.current().info;
    await destination.onRequest({
      activity: activityType,
      // Every execution of a workflow ID counts its activities from 1.
      attemptKey: `${workflowExecution?.runId}/${activityId}/${attempt}`,
      method: init?.method ?? 'GET',
      path: new URL(input instanceof Request ? input.url : input).pathname,
    });
    return fetch(input, init);
  };
}
