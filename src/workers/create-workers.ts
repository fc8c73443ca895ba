import { type ActivityInterceptorsFactory, type NativeConnection, Worker } from '@temporalio/worker';
import {
  createEventActivities,
  createTemporalActivities,
  type VultrActivities,
  type WatchActivities,
  type Webhooks,
} from '../activities/index.ts';
import type { ScimActivities } from '../activities/scim/scim-activities.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { defined } from '../contract/lib/optional.ts';
import type { BrakeSettings } from '../contract/temporal/brake.ts';
import { eventQueueFor, organizationOf, type TaskQueues } from '../contract/temporal/task-queues.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { type Deployment, deploymentOptions } from '../temporal/deployment.ts';
import { gatedSlots } from './gated-slots.ts';
import { workflowOptions, type WorkflowSettings } from './workflow-options.ts';

export type WorkersOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** How Temporal knows this process. */
  readonly identity?: string;
  readonly taskQueues: TaskQueues;
  readonly encryptionKeys: EncryptionKeys;
  /** How the brake decides about the flows that these workers continue. */
  readonly brake: Omit<BrakeSettings, 'events'>;
  /** Look after the SCIM users. Without them, what an identity provider wishes waits. */
  readonly scimActivities?: ScimActivities;
  /** The receivers of events. If left out, no events are sent. */
  readonly webhooks?: Webhooks;
  /** If set, these workers receive only the work that Temporal sends to their build. */
  readonly deployment?: Deployment;
  readonly vultrActivities: VultrActivities & Partial<WatchActivities>;
  /** Wrap each activity of the `vultr` task queue, outermost first. */
  readonly vultrInterceptors?: readonly ActivityInterceptorsFactory[];
  /** Resolves when the worker may take work for Vultr. */
  readonly vultrGate?: (signal: AbortSignal) => Promise<void>;
  /** See `WorkflowSettings`. */
  readonly workflowBundle?: WorkflowSettings['workflowBundle'];
  /** How many workflows stay in memory between their tasks. With 0, each task replays the whole history. */
  readonly cachedWorkflows?: number;
  /** How long running activities may take to finish once a shutdown has begun. */
  readonly shutdownGraceMs: number;
  readonly tracing?: Tracing;
};

/** Many, because an attempt mostly waits: for the rate budget, for Vultr, for a shared read. */
const vultrSlots = 200;
/** A receiver that never responds takes a slot for as long as one request may take. */
const eventSlots = 50;

/**
 * Creates three workers in one process: one for workflows and the activities that call only Temporal, one for the activities
 * that call Vultr, and one that sends events to receivers. They are separate so that none can use up the slots of another, and
 * so that work for Vultr can stop alone.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, taskQueues, shutdownGraceMs, tracing, vultrGate = async () => {} } = options;
  const interceptors = tracing === undefined ? {} : { activity: [tracing.activity], client: tracing.client };
  const { deployment, encryptionKeys, workflowBundle } = options;
  const forWorkflows = workflowOptions({
    encryptionKeys,
    traces: tracing !== undefined,
    ...defined({ workflowBundle }),
  });
  const common = {
    connection,
    namespace,
    dataConverter: forWorkflows.dataConverter,
    shutdownGraceTime: shutdownGraceMs,
    ...defined({
      identity: options.identity,
      workerDeploymentOptions: deployment === undefined ? undefined : deploymentOptions(deployment),
    }),
  };
  const webhooks = options.webhooks ?? { receivers: [], allowed: [] };
  const onboarding = await Worker.create({
    ...common,
    ...forWorkflows,
    taskQueue: taskQueues.onboarding,
    interceptors: { ...interceptors, ...forWorkflows.interceptors },
    sinks: tracing?.sinks ?? forWorkflows.sinks,
    activities: {
      ...createTemporalActivities(webhooks, options.brake),
      ...options.scimActivities,
    },
    ...defined({ maxCachedWorkflows: options.cachedWorkflows }),
  });
  const unused = { type: 'fixed-size', numSlots: 1 } as const;
  const vultr = await Worker.create({
    ...common,
    taskQueue: taskQueues.vultr,
    activities: options.vultrActivities,
    interceptors: {
      ...interceptors,
      activity: [...(interceptors.activity ?? []), ...(options.vultrInterceptors ?? [])],
    },
    tuner: {
      activityTaskSlotSupplier: gatedSlots(vultrSlots, vultrGate),
      workflowTaskSlotSupplier: unused,
      localActivityTaskSlotSupplier: unused,
      nexusTaskSlotSupplier: unused,
    },
  });
  const events = await Worker.create({
    ...common,
    taskQueue: eventQueueFor(organizationOf(taskQueues.onboarding)),
    activities: createEventActivities(webhooks),
    interceptors,
    maxConcurrentActivityTaskExecutions: eventSlots,
  });
  return [onboarding, vultr, events];
}

/** Runs the workers until one of them ends or fails, then shuts down the others as well. */
export async function runWorkers(workers: readonly Worker[]): Promise<void> {
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
}
