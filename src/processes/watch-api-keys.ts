import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { ApiKey } from '../contract/config/api-key.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import type { Logger } from '../telemetry/logger.ts';

const readEveryMs = 2_000;

export type WatchedKeys = { readonly current: () => readonly ApiKey[]; readonly stop: () => void };

/**
 * Provides the current API keys. If they come from a file, its changes take effect while the process runs. The file is
 * read periodically, because file system notifications do not work for every way of mounting a secret. If the file
 * becomes invalid, the previous keys stay in effect and the reason is logged once.
 */
export function watchApiKeys({ api, secrets }: Config, logger: Logger, everyMs = readEveryMs): WatchedKeys {
  const file = api.apiKeysFile;
  let keys: readonly ApiKey[] = secrets.apiKeys;
  if (file === undefined) return { current: () => keys, stop() {} };
  let latest = readText(file);
  const reload = () => {
    const previous = latest;
    latest = readText(file);
    if (latest.text === previous.text && latest.error === previous.error) return;
    const parsed = latest.text === undefined ? { mistakes: [latest.error] } : parseApiKeys(latest.text);
    if ('value' in parsed && parsed.value.length > 0) {
      keys = parsed.value;
      logger.info({ names: keys.map(({ name }) => name) }, 'reloaded the API keys');
    } else {
      const mistakes = 'value' in parsed ? ['the file contains no key'] : parsed.mistakes;
      logger.error({ file, mistakes }, 'could not reload the API keys; keeping the previous ones');
    }
  };
  const timer = setInterval(reload, everyMs).unref();
  return { current: () => keys, stop: () => clearInterval(timer) };
}

/** The text, or why the file cannot be read. */
type ReadResult = { readonly text?: string; readonly error: string };

function readText(file: string): ReadResult {
  try {
    return { text: readFileSync(file, 'utf8'), error: '' };
  } catch (error) {
    return { error: errorMessage(error) };
  }
}
