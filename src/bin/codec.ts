import { loadConfig } from '../config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startCodec } from './codec-part.ts';
import { main } from './lifecycle.ts';
import { neededBy } from './needed.ts';

await main(async (begin) => {
  const config = loadConfig(undefined, neededBy.codec);
  const logger = createLogger({ level: config.logLevel, name: 'codec' });
  const { part, url } = await startCodec(config, logger);
  begin(part);
  logger.info({ url }, 'codec server listens');
});
