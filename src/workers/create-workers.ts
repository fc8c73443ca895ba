import {
  type ActivityInterceptorsFactory,
  type NativeConnection,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import {
  createTemporalActivities,
  type VultrActivities,
  type WatchActivities,
  type Webhooks,
} from '../activities/index.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { defined } from '../contract/lib/optional.ts';
import type { TaskQueues } from '../contract/temporal/task-queues.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { workflowInterceptorModules, workflowsPath } from './bundle-workflows.ts';
import { type Deployment, deploymentOptions } from '../temporal/deployment.ts';
import { encryptionDataConverter } from '../temporal/encryption/data-converter.ts';
import { gatedSlots } from './gated-slots.ts';

export type WorkersOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** How Temporal knows this process. */
  readonly identity?: string;
  readonly taskQueues: TaskQueues;
  readonly encryptionKeys: EncryptionKeys;
  /** The receivers of events. If left out, no events are sent. */
  readonly webhooks?: Webhooks;
  /** If set, these workers receive only the work that Temporal sends to their build. */
  readonly deployment?: Deployment;
  readonly vultrActivities: VultrActivities & Partial<WatchActivities>;
  /** Wrap each activity of the `vultr` task queue, outermost first. */
  readonly vultrInterceptors?: readonly ActivityInterceptorsFactory[];
  /** Resolves when the worker may take work for Vultr. */
  readonly vultrGate?: (signal: AbortSignal) => Promise<void>;
  /** A bundle created earlier. Without it, the workflows are bundled now, which takes one or two seconds. */
  readonly workflowBundle?: WorkerOptions['workflowBundle'];
  /** How many workflows stay in memory between their tasks. With 0, each task replays the whole history. */
  readonly cachedWorkflows?: number;
  /** How long running activities may take to finish once a shutdown has begun. */
  readonly shutdownGraceMs: number;
  readonly tracing?: Tracing;
};

/** For a worker that does not trace, whose bundle may contain the interceptors nevertheless. */
export const noopSpanSink = { exporter: { export: { fn() {}, callDuringReplay: false } } };

/** Many, because an attempt mostly waits: for the rate budget, for Vultr, for a shared read. */
const vultrSlots = 200;

/**
 * Creates two workers in one process: one for workflows and the activities that do not call Vultr, one for the activities
 * that do. They are separate so that neither can use up the other's slots, and so that work for Vultr can stop alone.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, taskQueues, shutdownGraceMs, tracing, vultrGate = async () => {} } = options;
  const interceptors = tracing === undefined ? {} : { activity: [tracing.activity], client: tracing.client };
  const workflowModules = tracing === undefined ? [] : workflowInterceptorModules;
  const { deployment } = options;
  const common = {
    connection,
    namespace,
    dataConverter: encryptionDataConverter(options.encryptionKeys),
    shutdownGraceTime: shutdownGraceMs,
    ...defined({
      identity: options.identity,
      workerDeploymentOptions: deployment === undefined ? undefined : deploymentOptions(deployment),
    }),
  };
  const onboarding = await Worker.create({
    ...common,
    taskQueue: taskQueues.onboarding,
    ...(options.workflowBundle === undefined
      ? { workflowsPath, interceptors: { ...interceptors, workflowModules } }
      : { workflowBundle: options.workflowBundle, interceptors }),
    sinks: tracing?.sinks ?? noopSpanSink,
    activities: createTemporalActivities(options.webhooks ?? { receivers: [], allowed: [] }),
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
  return [onboarding, vultr];
}

/** Runs the workers until one of them ends or fails, then shuts down the other as well. */
export async function runWorkers(workers: readonly Worker[]): Promise<void> {
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
}
