import type { Config } from '../config/config.ts';
import type { ApiKey } from '../contract/config/api-key.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Watched, watchFile } from './watch-file.ts';

/** Provides the current API keys. If they come from a file, its changes take effect while the process runs. */
export function watchApiKeys(
  { api, secrets }: Config,
  logger: Logger,
  everyMs?: number,
): Watched<readonly ApiKey[]> {
  return watchFile<readonly ApiKey[]>({
    file: api.apiKeysFile,
    first: secrets.apiKeys,
    parse(text) {
      const parsed = parseApiKeys(text);
      return 'value' in parsed && parsed.value.length === 0
        ? { mistakes: ['the file contains no key'] }
        : parsed;
    },
    what: 'API keys',
    namesOf: (keys) => keys.map(({ name }) => name),
    logger,
    everyMs,
  });
}
