import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { loadConfig } from '../src/config.ts';
import { requiredSearchAttributes } from '../src/contract/search-attributes.ts';
import { findTemporal } from '../src/temporal/dev-server/find-temporal.ts';
import { type DevServer, startDevServer } from '../src/temporal/dev-server/start-dev-server.ts';
import { workflowsPath } from '../src/temporal/workers.ts';

/** What every figure stands on: a Temporal in memory, and the workflows as one bundle. */
export type Ground = {
  readonly temporal: DevServer;
  readonly workflowBundlePath: string;
  readonly folder: string;
  readonly clear: () => Promise<void>;
};

export async function layGround(say: (line: string) => void): Promise<Ground> {
  const binary = await findTemporal({ cacheDir: loadConfig().local.cacheDir, onProgress: say });
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-bench-'));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const workflowBundlePath = join(folder, 'workflows.js');
  await writeFile(workflowBundlePath, code);
  const temporal = await startDevServer({
    binary,
    ip: '127.0.0.1',
    port: 0,
    namespace: 'default',
    searchAttributes: requiredSearchAttributes,
    retentionDays: 1,
    logFile: join(folder, 'temporal.log'),
  });
  return {
    temporal,
    workflowBundlePath,
    folder,
    async clear() {
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
