import { lookup } from 'node:dns/promises';
import { Runtime } from '@temporalio/worker';
import type { Config } from '../config/config.ts';
import { formatHostAndPort } from '../contract/lib/host-and-port.ts';
import { defined } from '../contract/lib/optional.ts';
import type { Logger } from '../telemetry/logger.ts';
import { workerMetricsAt } from '../telemetry/worker-metrics.ts';
import { sdkLogger } from '../workers/sdk-logger.ts';
import { listenError } from './listen-error.ts';

/**
 * Installs the runtime of Temporal's SDK, which logs to this logger and serves the metrics of the worker. Throws
 * `StartError` if it cannot listen there.
 */
export async function installRuntime({ metricsAddress }: Config['worker'], logger: Logger): Promise<void> {
  try {
    const metrics =
      metricsAddress === undefined
        ? undefined
        : // The SDK takes no names.
          workerMetricsAt(
            formatHostAndPort({
              host: (await lookup(metricsAddress.host)).address,
              port: metricsAddress.port,
            }),
          );
    Runtime.install({
      logger: sdkLogger(logger),
      // The lifecycle handles signals and stops everything in order.
      shutdownSignals: [],
      ...defined({ telemetryOptions: metrics === undefined ? undefined : { metrics } }),
    });
  } catch (error) {
    if (metricsAddress === undefined) throw error;
    throw listenError(error, {
      ...metricsAddress,
      service: 'The server of the metrics',
      hostSetting: 'ONBOARDING_WORKER_METRICS',
      portSetting: 'ONBOARDING_WORKER_METRICS',
    });
  }
}
