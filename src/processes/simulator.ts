import type { Config } from '../config/config.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { DialectFileError, readDialectFile } from '../simulator/dialect-file.ts';
import { createSimulator } from '../simulator/server.ts';
import { DataFileError } from '../simulator/state/data-file.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Service } from './lifecycle.ts';
import { listenError } from './listen-error.ts';

/** The simulator accepts any key that it is given; this one is easy to recognize. */
const simulatorApiKey = 'key-of-the-simulated-organization';

export type SimulatorServiceOptions = {
  /** The file that keeps the simulator's state. */
  readonly dataFile: string;
  readonly logger: Logger;
  /** Default: only this machine is served. */
  readonly host?: string;
  /** A JSON file with options of the dialect. */
  readonly dialectFile?: string | undefined;
};

/** Starts the Vultr simulator. Throws `StartError` if its address or a file cannot be used. */
export async function startSimulatorService(
  config: Config,
  { dataFile, logger, host = '127.0.0.1', dialectFile }: SimulatorServiceOptions,
): Promise<{ service: Service; url: string; apiKey: string }> {
  const port = config.local.simulatorPort;
  try {
    const dialect = dialectFile === undefined ? {} : readDialectFile(dialectFile);
    const simulator = createSimulator({ dataFile, apiKeys: [simulatorApiKey], dialect, logger });
    const url = await simulator.listen({ host, port });
    return { service: { name: 'simulator', stop: () => simulator.close() }, url, apiKey: simulatorApiKey };
  } catch (error) {
    if (error instanceof DataFileError || error instanceof DialectFileError)
      throw new StartError(error.message, { cause: error });
    throw listenError(error, {
      service: 'The Vultr simulator',
      host,
      port,
      hostSetting: 'HOST',
      portSetting: 'SIMULATOR_PORT',
    });
  }
}
