import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { requiredSecrets } from '../config/required-secrets.ts';
import { startCodecServer } from '../processes/codec-server.ts';
import { main } from '../processes/lifecycle.ts';
import { createLogger } from '../telemetry/logger.ts';

const usage = `npm run start:codec

Starts the codec server, which decrypts for Temporal's UI.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/** Starts the codec server, which decrypts for Temporal's UI. */
await main(async (addService) => {
  parseArguments(usage);
  const config = loadConfig(undefined, requiredSecrets.codec);
  const logger = createLogger({ level: config.logLevel, name: 'codec' });
  const { service, url } = await startCodecServer(config, logger);
  addService(service);
  logger.info({ url }, 'codec server started');
});
