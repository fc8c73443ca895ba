import { loadConfig } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startCodecServer } from '../processes/codec-server.ts';
import { main } from '../processes/lifecycle.ts';
import { requiredSecrets } from '../config/required-secrets.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, requiredSecrets.codec);
  const logger = createLogger({ level: config.logLevel, name: 'codec' });
  const { part, url } = await startCodecServer(config, logger);
  begin(part);
  logger.info({ url }, 'codec server listens');
});
