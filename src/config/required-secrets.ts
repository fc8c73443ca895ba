import { ConfigError } from '../contract/lib/config-error.ts';
import type { EncryptionKeys } from '../contract/config/encryption-key.ts';
import type { Receiver } from '../contract/config/receivers.ts';
import type { ConfiguredApiKey } from './parse-api-keys.ts';

/** The part of the configuration that must never be shown. */
export type Secrets = {
  readonly vultrApiKey?: string;
  readonly apiKeys: readonly ConfiguredApiKey[];
  readonly idKey?: string;
  readonly encryptionKeys?: EncryptionKeys;
  /** Authenticates this service at the identity provider of the console. */
  readonly oidcClientSecret?: string;
  /** The receivers of events, with their signing secrets. */
  readonly receivers: readonly Receiver[];
};

/** The variable of each secret that a program can require, and what it must contain. */
const variables = {
  vultrApiKey: ['VULTR_API_KEY', "the organization's API key"],
  apiKeys: ['ONBOARDING_API_KEYS', 'the callers of the API, as name:secret'],
  idKey: ['ONBOARDING_ID_KEY', 'at least 32 random characters, the same for every API and worker, forever'],
  encryptionKeys: [
    'ONBOARDING_ENCRYPTION_KEYS',
    'id:base64 of 32 bytes (openssl rand -base64 32), the same for every API, worker and codec server',
  ],
} as const;

export type RequiredSecret = keyof typeof variables;

/** The secrets that each program requires. */
export const requiredSecrets = {
  api: ['idKey', 'encryptionKeys', 'apiKeys'],
  flows: ['idKey'],
  worker: ['vultrApiKey', 'idKey', 'encryptionKeys'],
  codec: ['apiKeys', 'encryptionKeys'],
  doctor: ['apiKeys', 'idKey', 'encryptionKeys', 'vultrApiKey'],
  deployment: ['encryptionKeys'],
  replay: ['encryptionKeys'],
  registers: ['encryptionKeys'],
  importRegisters: ['idKey', 'encryptionKeys'],
  verifyVultr: ['vultrApiKey'],
} as const satisfies Record<string, readonly RequiredSecret[]>;

type SecretsOf<Program extends keyof typeof requiredSecrets> = Required<
  Pick<Secrets, (typeof requiredSecrets)[Program][number]>
>;

/** Returns the secrets that a program requires. Throws one `ConfigError` that lists all that are missing. */
export function requireSecrets<Program extends keyof typeof requiredSecrets>(
  secrets: Secrets,
  program: Program,
): SecretsOf<Program> {
  const missing = requiredSecrets[program].filter((name) => {
    const value: unknown = secrets[name];
    return value === undefined || (Array.isArray(value) && value.length === 0);
  });
  if (missing.length > 0) throw new ConfigError(missing.map(describeMissingSecret));
  return secrets as Secrets & SecretsOf<Program>;
}

export function variableOf(name: RequiredSecret): (typeof variables)[RequiredSecret][0] {
  return variables[name][0];
}

/** Says which variable to set, and to what. */
export function describeMissingSecret(name: RequiredSecret): string {
  const [variable, content] = variables[name];
  return `${variable}: must be set: ${content} (or ${variable}_FILE, the path of a file that contains it)`;
}
