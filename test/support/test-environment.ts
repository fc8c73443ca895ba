import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { type DevServer, startDevServer } from '../../src/dev-server/start-dev-server.ts';
import { bundleWorkflows } from '../../src/temporal/bundle-workflows.ts';

/** What many runs stand on together: a Temporal server in memory, and the workflows as one bundle. */
export type Ground = {
  /** The Temporal CLI, for who ends a server of their own. */
  readonly temporalBinary: string;
  readonly temporalAddress: string;
  readonly workflowBundlePath: string;
};

export type TestEnvironment = Ground & {
  readonly temporal: DevServer;
  /** For files of whoever stands on it. */
  readonly folder: string;
  readonly clear: () => Promise<void>;
};

export async function createTestEnvironment(): Promise<TestEnvironment> {
  const temporalBinary = await findTemporal({ cacheDir: loadConfig().local.cacheDir, onProgress });
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-ground-'));
  const { code } = await bundleWorkflows();
  const workflowBundlePath = join(folder, 'workflows.js');
  await writeFile(workflowBundlePath, code);
  const temporal = await startTemporal(temporalBinary, folder);
  return {
    temporalBinary,
    temporalAddress: temporal.address,
    temporal,
    workflowBundlePath,
    folder,
    async clear() {
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function onProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * With a `dbFile` its state survives its death; without it lives in memory. Its port is not one of those that systems
 * take for outgoing connections, or somebody could have it by the time that it comes back.
 */
export function startTemporal(
  binary: string,
  folder: string,
  lasting: { readonly dbFile?: string; readonly port?: number } = {},
): Promise<DevServer> {
  const { dbFile, port = randomInt(10_000, 30_000) } = lasting;
  return startDevServer({
    binary,
    ip: '127.0.0.1',
    port,
    namespace: 'default',
    searchAttributes: requiredSearchAttributes,
    retentionDays: 30,
    logFile: join(folder, 'temporal.log'),
    ...(dbFile === undefined ? {} : { dbFile }),
  });
}
