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
import type { TaskQueues } from '../contract/temporal/task-queues.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { workflowInterceptorModules, workflowsPath } from './bundle-workflows.ts';
import { type Deployment, deploymentOptions } from './deployment.ts';
import { encryptionDataConverter } from './encryption/data-converter.ts';
import { gatedSlots } from './gated-slots.ts';

export type WorkersOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** How this process is known to Temporal. */
  readonly identity?: string;
  readonly taskQueues: TaskQueues;
  readonly encryptionKeys: EncryptionKeys;
  /** Who hears of events; left out, nobody. */
  readonly webhooks?: Webhooks;
  /** With it, these workers take work only where Temporal sends that of their build. */
  readonly deployment?: Deployment;
  readonly vultrActivities: VultrActivities & Partial<WatchActivities>;
  /** Around each activity of the `vultr` task queue, outermost first. */
  readonly vultrInterceptors?: readonly ActivityInterceptorsFactory[];
  /** Resolves when work for Vultr may be taken. */
  readonly vultrGate?: (signal: AbortSignal) => Promise<void>;
  /** A bundle made before; without it the workflows are bundled now (a second or two). */
  readonly workflowBundle?: WorkerOptions['workflowBundle'];
  /** How many workflows are kept in memory between their tasks. With 0, each task replays its whole history. */
  readonly cachedWorkflows?: number;
  /** How long activities in flight may take to finish after a shutdown began. */
  readonly shutdownGraceMs: number;
  readonly tracing?: Tracing;
};

/** A bundle can hold the interceptors although this worker does not trace. */
export const noopSpanSink = { exporter: { export: { fn() {}, callDuringReplay: false } } };

/** Most of an attempt is waiting: for the budget, for Vultr, for a read that is shared. */
const vultrSlots = 200;

/**
 * Two workers in one process: workflows with what does not talk to Vultr, and everything that calls Vultr. Apart, so
 * that neither can take the other's slots, and work for Vultr can be stopped without the other.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, taskQueues, shutdownGraceMs, tracing, vultrGate = async () => {} } = options;
  const interceptors = tracing === undefined ? {} : { activity: [tracing.activity], client: tracing.client };
  const workflowModules = tracing === undefined ? [] : workflowInterceptorModules;
  const identity = options.identity === undefined ? {} : { identity: options.identity };
  const common = {
    connection,
    namespace,
    ...identity,
    dataConverter: encryptionDataConverter(options.encryptionKeys),
    ...(options.deployment === undefined
      ? {}
      : { workerDeploymentOptions: deploymentOptions(options.deployment) }),
  };
  const onboarding = await Worker.create({
    ...common,
    taskQueue: taskQueues.onboarding,
    ...(options.workflowBundle === undefined
      ? { workflowsPath, interceptors: { ...interceptors, workflowModules } }
      : { workflowBundle: options.workflowBundle, interceptors }),
    sinks: tracing?.sinks ?? noopSpanSink,
    activities: createTemporalActivities(options.webhooks ?? { receivers: [], allowed: [] }),
    ...(options.cachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.cachedWorkflows }),
    shutdownGraceTime: shutdownGraceMs,
  });
  const none = { type: 'fixed-size', numSlots: 1 } as const;
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
      workflowTaskSlotSupplier: none,
      localActivityTaskSlotSupplier: none,
      nexusTaskSlotSupplier: none,
    },
    shutdownGraceTime: shutdownGraceMs,
  });
  return [onboarding, vultr];
}

/** Runs them until one of them ends or fails; then the other is shut down too. */
export async function runWorkers(workers: readonly Worker[]): Promise<void> {
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
}
