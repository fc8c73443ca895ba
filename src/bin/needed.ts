import type { Config } from '../config.ts';
import { ConfigError } from '../contract/config-error.ts';

type Secrets = Config['secrets'];
type Name = Exclude<keyof Secrets, 'receivers'>;

const variables: Readonly<Record<Name, readonly [name: string, what: string]>> = {
  vultrApiKey: ['VULTR_API_KEY', "the organization's API key"],
  apiKeys: ['ONBOARDING_API_KEYS', 'who may call the API, as name:secret'],
  idKey: ['ONBOARDING_ID_KEY', 'at least 32 random characters, the same for every API and worker, for ever'],
  encryptionKeys: [
    'ONBOARDING_ENCRYPTION_KEYS',
    'id:base64 of 32 bytes (openssl rand -base64 32), the same for every API, worker and codec server',
  ],
};

/** The secrets that a program cannot do without. Throws one `ConfigError` with all that are missing. */
export function needed<Names extends Name>(
  secrets: Secrets,
  ...names: readonly Names[]
): Required<Pick<Secrets, Names>> {
  const missing = names.filter((name) => {
    const value: unknown = secrets[name];
    return value === undefined || (Array.isArray(value) && value.length === 0);
  });
  if (missing.length > 0)
    throw new ConfigError(
      missing.map((name) => {
        const [variable, what] = variables[name];
        return `${variable}: must be set: ${what} (or ${variable}_FILE, a file that holds it)`;
      }),
    );
  return secrets as Secrets & Required<Pick<Secrets, Names>>;
}
