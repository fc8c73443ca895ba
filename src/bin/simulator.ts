import { join } from 'node:path';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { createDataDir } from '../processes/data-dir.ts';
import { main } from '../processes/lifecycle.ts';
import { startSimulatorService } from '../processes/simulator.ts';
import { createLogger } from '../telemetry/logger.ts';

const usage = `npm run start:simulator

Starts only the Vultr simulator (docs/simulator.md).

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/** Starts only the Vultr simulator. */
await main(async (addService) => {
  parseArguments(usage);
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'simulator' });
  const dataFile = join(createDataDir(config.local.dataDir), 'simulator.db');
  const { service, url, apiKey } = await startSimulatorService(config, dataFile, logger, config.api.host);
  addService(service);
  process.stdout.write(
    `Vultr simulator: VULTR_API_URL=${url} VULTR_API_KEY=${apiKey}\nMailbox: ${url}/__sim/\n`,
  );
});
