import type { WorkerOptions } from '@temporalio/worker';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import { sharedModules, workflowInterceptorModules, workflowsPath } from './bundle-workflows.ts';
import { encryptionDataConverter } from '../temporal/encryption/data-converter.ts';

export type WorkflowSettings = {
  readonly encryptionKeys: EncryptionKeys;
  /** A bundle created earlier. Without it, the workflows are bundled now, which takes one or two seconds. */
  readonly workflowBundle?: WorkerOptions['workflowBundle'];
  /** Whether workflows record spans. A bundle that was created earlier must contain what that needs. */
  readonly traces: boolean;
};

/** For a replay, which exports no spans. */
const noopSpanSink = { exporter: { export: { fn() {}, callDuringReplay: false } } };

/**
 * The options that decide how workflow code runs and what it sees. Workers and replays use the same ones, so that a
 * history that replays also continues on a worker.
 */
export function workflowOptions({ encryptionKeys, workflowBundle, traces }: WorkflowSettings) {
  const workflowModules = traces && workflowBundle === undefined ? workflowInterceptorModules : [];
  return {
    dataConverter: encryptionDataConverter(encryptionKeys),
    sinks: noopSpanSink,
    interceptors: { workflowModules },
    ...(workflowBundle === undefined
      ? { workflowsPath, bundlerOptions: { preloadModules: sharedModules } }
      : { workflowBundle }),
  } satisfies Partial<WorkerOptions>;
}
