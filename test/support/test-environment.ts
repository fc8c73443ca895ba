import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { type DevServer, startDevServer } from '../../src/dev-server/start-dev-server.ts';
import { writeBundles } from '../../src/cli/write-bundles.ts';

/** What many onboardings share: a Temporal server in memory and the workflow bundle. */
export type TestEnvironment = {
  /** The Temporal CLI, for tests that start and kill a server of their own. */
  readonly temporalBinary: string;
  readonly temporalAddress: string;
  readonly workflowBundlePath: string;
};

export type StartedTestEnvironment = TestEnvironment & {
  readonly temporal: DevServer;
  /** A folder for the files of its users, which `stop` deletes. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
};

export async function createTestEnvironment(): Promise<StartedTestEnvironment> {
  const temporalBinary = await findTemporal({
    cacheDir: loadConfig().local.cacheDir,
    progress: createProgress(process.stderr),
  });
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-environment-'));
  const workflowBundlePath = join(folder, 'workflows.js');
  await writeBundles(workflowBundlePath);
  const temporal = await startTemporal(temporalBinary, folder);
  return {
    temporalBinary,
    temporalAddress: temporal.address,
    temporal,
    workflowBundlePath,
    folder,
    async stop() {
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TemporalOptions = {
  readonly dbFile?: string;
  readonly port?: number;
  /** Suggests to continue as new so early that a workflow does so wherever it rests. */
  readonly continuesAsNewEarly?: boolean;
};

/** More events than an execution has when it comes to its first rest, so that it does not continue as new again at once. */
const suggestEarly = { 'limit.historyCount.suggestContinueAsNew': 6 };

/**
 * Starts a dev server. With a `dbFile` its state survives a crash; without one it lives in memory. Its port is below the
 * range of outgoing connections, so that no other process takes it while the server restarts.
 */
export function startTemporal(
  binary: string,
  folder: string,
  options: TemporalOptions = {},
): Promise<DevServer> {
  const { dbFile, port = randomInt(10_000, 30_000), continuesAsNewEarly = false } = options;
  return startDevServer({
    binary,
    ip: '127.0.0.1',
    port,
    namespace: 'default',
    searchAttributes: requiredSearchAttributes,
    retentionDays: 30,
    logFile: join(folder, 'temporal.log'),
    ...defined({ dbFile }),
    ...(continuesAsNewEarly ? { dynamicConfig: suggestEarly } : {}),
  });
}
