import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { requiredSearchAttributes } from '../contract/temporal/search-attributes.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { connectLazily } from '../temporal/connect.ts';
import { findTemporal } from '../dev-server/find-temporal.ts';
import { prepareNamespace } from '../temporal/prepare-namespace.ts';
import { startDevServer } from '../dev-server/start-dev-server.ts';
import type { Service } from './lifecycle.ts';

/** How long Temporal keeps a finished run. */
const retentionDays = 30;

/** How long a Temporal that somebody else runs may take to answer. */
const prepareMs = 10_000;

export type StartTemporalOptions = {
  readonly dataDir: string;
  /** Where its UI has payloads decrypted. */
  readonly codecEndpoint: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Temporal with its UI, its state in the data directory. */
export async function startTemporal(
  config: Config,
  { dataDir, codecEndpoint, say, signal }: StartTemporalOptions,
): Promise<{ part: Service; address: string; uiUrl: string }> {
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
    codecEndpoint,
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

/**
 * Gives a Temporal that somebody else runs the search attributes of a run. Its retention is left as it is.
 * Throws `StartError` where it cannot be reached or does not let us.
 */
export async function prepareTemporal({ temporal }: Config): Promise<void> {
  const connection = connectLazily(temporal);
  const { namespace } = temporal;
  const address = temporal.connectionOptions.address ?? '';
  try {
    await connection.withDeadline(Date.now() + prepareMs, () =>
      prepareNamespace(connection, {
        namespace,
        searchAttributes: requiredSearchAttributes,
        retentionDays: 0,
      }),
    );
  } catch (error) {
    if (error instanceof StartError) throw error;
    const create = Object.entries(requiredSearchAttributes)
      .map(
        ([name, type]) =>
          `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
      )
      .join('; ');
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `Temporal at ${address} (TEMPORAL_ADDRESS), namespace ${namespace}, could not be prepared: ${why}. Start it; where it does not let this program add search attributes, run: ${create}`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}
