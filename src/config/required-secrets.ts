import type { Config } from './config.ts';
import { ConfigError } from '../contract/lib/config-error.ts';
import { missingSecret, type RequiredSecret } from './missing-secret.ts';

type Secrets = Config['secrets'];

/** What each program cannot do without. */
export const requiredSecrets = {
  api: ['idKey', 'encryptionKeys', 'apiKeys'],
  worker: ['vultrApiKey', 'idKey', 'encryptionKeys'],
  codec: ['apiKeys', 'encryptionKeys'],
  doctor: ['apiKeys', 'idKey', 'encryptionKeys', 'vultrApiKey'],
  deployment: ['encryptionKeys'],
} as const satisfies Record<string, readonly RequiredSecret[]>;

/** The secrets that a program cannot do without. Throws one `ConfigError` with all that are missing. */
export function requireSecrets<Program extends keyof typeof requiredSecrets>(
  secrets: Secrets,
  program: Program,
): Required<Pick<Secrets, (typeof requiredSecrets)[Program][number]>> {
  const missing = requiredSecrets[program].filter((name) => {
    const value: unknown = secrets[name];
    return value === undefined || (Array.isArray(value) && value.length === 0);
  });
  if (missing.length > 0) throw new ConfigError(missing.map(missingSecret));
  return secrets as Secrets & Required<Pick<Secrets, (typeof requiredSecrets)[Program][number]>>;
}
