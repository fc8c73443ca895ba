import type { Config } from '../config/config.ts';
import { isPortInUse, portInUse, StartError } from '../contract/lib/start-error.ts';
import { createSimulator } from '../simulator/server.ts';
import { DataFileError } from '../simulator/state/data-file.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Service } from './lifecycle.ts';

/** Any key will do for the simulator; this one says what it is wherever it turns up. */
const simulatorApiKey = 'key-of-the-simulated-organization';

/** The Vultr simulator on its port, its state in the data file. On this machine only, unless a `host` is given. */
export async function startSimulatorService(
  config: Config,
  dataFile: string,
  logger: Logger,
  host = '127.0.0.1',
): Promise<{ part: Service; url: string; apiKey: string }> {
  const port = config.local.simulatorPort;
  try {
    const simulator = createSimulator({ dataFile, apiKeys: [simulatorApiKey], logger });
    const url = await simulator.listen({ host, port });
    return { part: { name: 'simulator', stop: () => simulator.close() }, url, apiKey: simulatorApiKey };
  } catch (error) {
    if (isPortInUse(error)) throw portInUse('The Vultr simulator', host, port, 'SIMULATOR_PORT');
    if (error instanceof DataFileError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}
