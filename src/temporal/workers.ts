import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { temporalActivities, type VultrActivities, type WatchActivities } from '../activities/index.ts';
import type { TaskQueues } from '../contract/task-queues.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { gatedSlots } from './gated-slots.ts';

/** By path, not by import: workflow code is bundled for its sandbox and never runs in this process as it is. */
export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** For whoever bundles the workflows: with these in the bundle, their spans join the traces. */
export const workflowInterceptorModules = [
  fileURLToPath(new URL('../workflows/trace-interceptors.ts', import.meta.url)),
];

export type WorkersOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** How this process is known to Temporal. */
  readonly identity?: string;
  readonly taskQueues: TaskQueues;
  readonly vultrActivities: VultrActivities & Partial<WatchActivities>;
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
export const noSpans = { exporter: { export: { fn() {}, callDuringReplay: false } } };

/** Most of an attempt is waiting: for the budget, for Vultr, for a read that is shared. */
const vultrSlots = 200;

/**
 * Two workers in one process: workflows with what talks to Temporal only, and everything that calls Vultr. Apart, so
 * that neither can take the other's slots, and work for Vultr can be stopped without the other.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, taskQueues, shutdownGraceMs, tracing, vultrGate = async () => {} } = options;
  const interceptors = tracing === undefined ? {} : { activity: [tracing.activity], client: tracing.client };
  const workflowModules = tracing === undefined ? [] : workflowInterceptorModules;
  const identity = options.identity === undefined ? {} : { identity: options.identity };
  const onboarding = await Worker.create({
    connection,
    namespace,
    ...identity,
    taskQueue: taskQueues.onboarding,
    ...(options.workflowBundle === undefined
      ? { workflowsPath, interceptors: { ...interceptors, workflowModules } }
      : { workflowBundle: options.workflowBundle, interceptors }),
    sinks: tracing?.sinks ?? noSpans,
    activities: temporalActivities,
    ...(options.cachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.cachedWorkflows }),
    shutdownGraceTime: shutdownGraceMs,
  });
  const none = { type: 'fixed-size', numSlots: 1 } as const;
  const vultr = await Worker.create({
    connection,
    namespace,
    ...identity,
    taskQueue: taskQueues.vultr,
    activities: options.vultrActivities,
    interceptors,
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
