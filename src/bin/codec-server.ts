import { loadConfig } from '../config/config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startCodec } from '../processes/codec-server.ts';
import { main } from '../processes/lifecycle.ts';
import { neededBy } from '../config/required-secrets.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, neededBy.codec);
  const logger = createLogger({ level: config.logLevel, name: 'codec' });
  const { part, url } = await startCodec(config, logger);
  begin(part);
  logger.info({ url }, 'codec server listens');
});
