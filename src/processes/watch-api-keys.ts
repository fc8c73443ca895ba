import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { ApiKey } from '../contract/config/api-key.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import type { Logger } from '../telemetry/logger.ts';

const lookEveryMs = 2_000;

export type WatchedKeys = { readonly current: () => readonly ApiKey[]; readonly stop: () => void };

/**
 * The API keys as they are now: where they come from a file, its changes are taken while the process runs. The file is read
 * again and again, because the notices of file systems do not come through for every way in which a secret is mounted. A
 * file that cannot be used changes nothing; the log says why, once.
 */
export function watchApiKeys({ api, secrets }: Config, logger: Logger, everyMs = lookEveryMs): WatchedKeys {
  const file = api.apiKeysFile;
  let keys: readonly ApiKey[] = secrets.apiKeys;
  if (file === undefined) return { current: () => keys, stop() {} };
  let seen = readOrWhy(file);
  const look = () => {
    const now = readOrWhy(file);
    if (now.text === seen.text && now.why === seen.why) return;
    seen = now;
    const parsed = now.text === undefined ? { mistakes: [now.why] } : parseApiKeys(now.text);
    if ('value' in parsed && parsed.value.length > 0) {
      keys = parsed.value;
      logger.info({ names: keys.map(({ name }) => name) }, 'the API keys were read again');
    } else {
      const mistakes = 'value' in parsed ? ['it holds no key'] : parsed.mistakes;
      logger.error({ file, mistakes }, 'the API keys cannot be read again; those of before still hold');
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return { current: () => keys, stop: () => clearInterval(timer) };
}

type Read = { readonly text?: string; readonly why: string };

function readOrWhy(file: string): Read {
  try {
    return { text: readFileSync(file, 'utf8'), why: '' };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
