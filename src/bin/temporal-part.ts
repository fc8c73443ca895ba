import { join } from 'node:path';
import type { Config } from '../config.ts';
import { requiredSearchAttributes } from '../contract/search-attributes.ts';
import { findTemporal } from '../temporal/dev-server/find-temporal.ts';
import { startDevServer } from '../temporal/dev-server/start-dev-server.ts';
import type { Part } from './lifecycle.ts';

/** How long Temporal keeps a finished run. */
const retentionDays = 30;

/** Temporal with its UI, its state in the data directory. */
export async function startTemporal(
  config: Config,
  dataDir: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<{ part: Part; address: string; uiUrl: string }> {
  const { cacheDir, temporalPort, temporalUiPort } = config.local;
  const binary = await findTemporal({ cacheDir, onProgress: say, signal });
  const server = await startDevServer({
    binary,
    dbFile: join(dataDir, 'temporal.db'),
    logFile: join(dataDir, 'temporal.log'),
    ip: '127.0.0.1',
    port: temporalPort,
    portSetting: 'DEV_TEMPORAL_PORT',
    uiPort: temporalUiPort,
    uiPortSetting: 'DEV_TEMPORAL_UI_PORT',
    namespace: config.temporal.namespace,
    searchAttributes: requiredSearchAttributes,
    retentionDays,
    signal,
  });
  return {
    part: {
      name: `Temporal (see ${join(dataDir, 'temporal.log')})`,
      stop: () => server.stop(),
      ended: server.exited,
    },
    address: server.address,
    uiUrl: server.uiUrl ?? '',
  };
}
