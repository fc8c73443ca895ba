import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { createDataDir } from '../processes/data-dir.ts';
import { main } from '../processes/lifecycle.ts';
import { startSimulatorService } from '../processes/simulator.ts';
import { createLogger } from '../telemetry/logger.ts';

const usage = `npm run start:simulator -- [--dialect FILE]

Starts only the Vultr simulator (docs/simulator.md). Its settings are environment variables: docs/configuration.md lists
them, and npm run doctor checks them.

  --dialect FILE  a JSON file with options of the dialect, such as npm run verify:vultr writes`;

/** Starts only the Vultr simulator. */
await main(async (addService) => {
  const { values } = parseArguments(usage, () => parseArgs({ options: { dialect: { type: 'string' } } }));
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel, name: 'simulator' });
  const dataFile = join(createDataDir(config.local.dataDir), 'simulator.db');
  const { service, url, apiKey } = await startSimulatorService(config, {
    dataFile,
    logger,
    host: config.api.host,
    dialectFile: values.dialect,
  });
  addService(service);
  process.stdout.write(
    `Vultr simulator: VULTR_API_URL=${url} VULTR_API_KEY=${apiKey}\nMailbox: ${url}/__sim/\n`,
  );
});
