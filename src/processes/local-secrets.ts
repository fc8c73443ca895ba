import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import { parseEncryptionKeys } from '../config/parse-encryption-keys.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { createDataDir } from './data-dir.ts';

const localSecrets = z.strictObject({
  apiKey: z.string().min(16),
  idKey: z.string().min(32),
  encryptionKey: z.string().regex(/^local:/),
});

export type LocalSecrets = z.infer<typeof localSecrets>;

/**
 * Returns the keys that `npm start` creates on its first start and keeps in the data directory, readable only by their
 * owner. They must never change: workflow IDs depend on one of them, and stored data on another.
 */
export function loadLocalSecrets(dataDir: string): LocalSecrets {
  const file = join(dataDir, 'secrets.json');
  const text = readIfExists(file);
  if (text === undefined) {
    const secrets = {
      apiKey: randomBytes(18).toString('base64url'),
      idKey: randomBytes(32).toString('base64url'),
      encryptionKey: `local:${randomBytes(32).toString('base64')}`,
    };
    try {
      // With `wx`, only one of two concurrent first starts writes.
      writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw new StartError(
        `${file} cannot be written: ${errorMessage(error)}. It keeps the keys of npm start: make room for it, then start again.`,
        { cause: error },
      );
    }
    return secrets;
  }
  try {
    return localSecrets.parse(JSON.parse(text));
  } catch (error) {
    throw new StartError(
      `${file} does not contain the keys that npm start wrote. Restore it, or delete ${dataDir} to start from scratch.`,
      { cause: error },
    );
  }
}

/** Adds the local secrets to the configuration. Secrets from the environment take precedence. */
export function withLocalSecrets(config: Config, local: LocalSecrets): Config {
  const { secrets } = config;
  const apiKeys =
    secrets.apiKeys.length > 0 ? secrets.apiKeys : valueOf(parseApiKeys(`local:${local.apiKey}`));
  const encryptionKeys = secrets.encryptionKeys ?? valueOf(parseEncryptionKeys(local.encryptionKey));
  return { ...config, secrets: { ...secrets, idKey: secrets.idKey ?? local.idKey, apiKeys, encryptionKeys } };
}

/** Stands in a printed command for a key of the configuration, which does not belong in a terminal or log. */
const apiKeyPlaceholder = '<a key of $ONBOARDING_API_KEYS>';

/** Returns an API key as a printed command may show it: only one that `npm start` made is shown. */
export function printableApiKey(config: Config): string {
  return config.secrets.apiKeys.length > 0 ? apiKeyPlaceholder : localApiKey(config);
}

/** Returns an API key for programs on this machine: the first configured one with its secret, or that of `npm start`. */
export function localApiKey({ secrets, local }: Config): string {
  return (
    secrets.apiKeys.find(({ secret }) => secret !== undefined)?.secret ??
    loadLocalSecrets(createDataDir(local.dataDir)).apiKey
  );
}

function valueOf<Value>(parsed: { value: Value } | { mistakes: readonly string[] }): Value {
  if ('value' in parsed) return parsed.value;
  throw new StartError(`secrets.json in the data directory is invalid: ${parsed.mistakes.join('; ')}.`);
}

function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new StartError(
      `${file} cannot be read: ${errorMessage(error)}. It keeps the keys of npm start: make it a file that you can read, or set ONBOARDING_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}
