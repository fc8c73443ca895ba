import { join } from 'node:path';
import { loadConfig } from '../config/config.ts';
import { createDataDir } from '../processes/data-dir.ts';
import { main } from '../processes/lifecycle.ts';
import { startSimulatorService } from '../processes/simulator.ts';
import { createLogger } from '../telemetry/logger.ts';

/** Starts only the Vultr simulator. */
await main(async (addService) => {
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'simulator' });
  const dataFile = join(createDataDir(config.local.dataDir), 'simulator.db');
  const { service, url, apiKey } = await startSimulatorService(config, dataFile, logger, config.api.host);
  addService(service);
  process.stdout.write(
    `Vultr simulator: VULTR_API_URL=${url} VULTR_API_KEY=${apiKey}\nMailbox: ${url}/__sim/\n`,
  );
});
