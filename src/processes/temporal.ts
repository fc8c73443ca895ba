import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import type { Progress } from '../contract/lib/progress.ts';
import { searchAttributesFor } from '../contract/temporal/search-attributes.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { connectLazily } from '../temporal/connect.ts';
import { findTemporal } from '../dev-server/find-temporal.ts';
import { prepareNamespace } from '../temporal/prepare-namespace.ts';
import { startDevServer } from '../dev-server/start-dev-server.ts';
import type { Service } from './lifecycle.ts';

/** How long Temporal keeps closed workflows. */
const retentionDays = 30;

/** How long an existing Temporal may take to respond. */
const prepareTimeoutMs = 10_000;

export type StartTemporalOptions = {
  readonly dataDir: string;
  /** The codec server that decrypts payloads for Temporal's UI. */
  readonly codecEndpoint: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Starts Temporal with its UI, with its state in the data directory. */
export async function startTemporal(
  config: Config,
  { dataDir, codecEndpoint, progress, signal }: StartTemporalOptions,
): Promise<{ service: Service; address: string; uiUrl: string }> {
  const { cacheDir, temporalPort, temporalUiPort } = config.local;
  const binary = await findTemporal({ cacheDir, progress, signal });
  const logFile = join(dataDir, 'temporal.log');
  const server = await startDevServer({
    binary,
    dbFile: join(dataDir, 'temporal.db'),
    logFile,
    ip: '127.0.0.1',
    port: temporalPort,
    portSetting: 'DEV_TEMPORAL_PORT',
    uiPort: temporalUiPort,
    uiPortSetting: 'DEV_TEMPORAL_UI_PORT',
    codecEndpoint,
    namespace: config.temporal.namespace,
    searchAttributes: searchAttributesFor(config.onboarding),
    retentionDays,
    signal,
  });
  return {
    service: {
      name: `Temporal server (its log is ${logFile})`,
      stop: () => server.stop(),
      ended: server.exited,
    },
    address: server.address,
    uiUrl: server.uiUrl ?? '',
  };
}

/**
 * Adds the service's search attributes to an existing Temporal and leaves its retention as it is. Throws `StartError` if
 * Temporal is unreachable or does not permit this.
 */
export async function prepareTemporal({ temporal, onboarding }: Config): Promise<void> {
  const connection = connectLazily(temporal);
  const { namespace } = temporal;
  const searchAttributes = searchAttributesFor(onboarding);
  const address = temporal.connectionOptions.address ?? '';
  try {
    await connection.withDeadline(Date.now() + prepareTimeoutMs, () =>
      prepareNamespace(connection, { namespace, searchAttributes, retentionDays: 0 }),
    );
  } catch (error) {
    if (error instanceof StartError) throw error;
    const commands = Object.entries(searchAttributes).map(
      ([name, type]) =>
        `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    );
    throw new StartError(
      [
        `Could not prepare the namespace ${namespace} of Temporal at ${address} (TEMPORAL_ADDRESS): ${errorMessage(error)}.`,
        'Check that Temporal is running. If this program may not add search attributes, add them yourself:',
        ...commands,
      ].join('\n'),
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}
