import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import { parseEncryptionKeys } from '../config/parse-encryption-keys.ts';

const localSecrets = z.strictObject({
  apiKey: z.string().min(16),
  idKey: z.string().min(32),
  encryptionKey: z.string().regex(/^local:/),
});

export type LocalSecrets = z.infer<typeof localSecrets>;

/**
 * The keys that `npm start` makes for itself at its first start, kept in the data directory for its owner only. They
 * must stay the same: ids of runs are made with one of them.
 */
export function localSecretsIn(dataDir: string): LocalSecrets {
  const file = join(dataDir, 'secrets.json');
  const text = readIfThere(file);
  if (text === undefined) {
    const secrets = {
      apiKey: randomBytes(18).toString('base64url'),
      idKey: randomBytes(32).toString('base64url'),
      encryptionKey: `local:${randomBytes(32).toString('base64')}`,
    };
    // `wx`: of two that start at once only one writes.
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return secrets;
  }
  try {
    return localSecrets.parse(JSON.parse(text));
  } catch (error) {
    throw new StartError(
      `${file} is not what npm start wrote. Restore it, or delete ${dataDir} to start afresh.`,
      {
        cause: error,
      },
    );
  }
}

/** What the environment says goes first. */
export function withLocalSecrets(config: Config, local: LocalSecrets): Config {
  const { secrets } = config;
  const apiKeys =
    secrets.apiKeys.length > 0 ? secrets.apiKeys : valueOf(parseApiKeys(`local:${local.apiKey}`));
  const encryptionKeys = secrets.encryptionKeys ?? valueOf(parseEncryptionKeys(local.encryptionKey));
  return { ...config, secrets: { ...secrets, idKey: secrets.idKey ?? local.idKey, apiKeys, encryptionKeys } };
}

function valueOf<Value>(parsed: { value: Value } | { mistakes: readonly string[] }): Value {
  if ('value' in parsed) return parsed.value;
  throw new StartError(`secrets.json of the data directory: ${parsed.mistakes.join('; ')}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
