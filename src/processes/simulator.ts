import type { Config } from '../config/config.ts';
import { isPortInUse, portInUse, StartError } from '../contract/lib/start-error.ts';
import { createSimulator } from '../simulator/server.ts';
import { DataFileError } from '../simulator/state/data-file.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Service } from './lifecycle.ts';

/** The simulator accepts any key that it is given; this one is easy to recognize. */
const simulatorApiKey = 'key-of-the-simulated-organization';

/** Starts the Vultr simulator with its state in the data file. It serves only this machine, unless a `host` is given. */
export async function startSimulatorService(
  config: Config,
  dataFile: string,
  logger: Logger,
  host = '127.0.0.1',
): Promise<{ service: Service; url: string; apiKey: string }> {
  const port = config.local.simulatorPort;
  try {
    const simulator = createSimulator({ dataFile, apiKeys: [simulatorApiKey], logger });
    const url = await simulator.listen({ host, port });
    return { service: { name: 'simulator', stop: () => simulator.close() }, url, apiKey: simulatorApiKey };
  } catch (error) {
    if (isPortInUse(error)) throw portInUse('The Vultr simulator', host, port, 'SIMULATOR_PORT');
    if (error instanceof DataFileError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}
