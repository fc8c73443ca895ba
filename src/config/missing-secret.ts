/** The secrets that a program may be unable to do without: their variables, and what these must hold. */
const variables = {
  vultrApiKey: ['VULTR_API_KEY', "the organization's API key"],
  apiKeys: ['ONBOARDING_API_KEYS', 'who may call the API, as name:secret'],
  idKey: ['ONBOARDING_ID_KEY', 'at least 32 random characters, the same for every API and worker, for ever'],
  encryptionKeys: [
    'ONBOARDING_ENCRYPTION_KEYS',
    'id:base64 of 32 bytes (openssl rand -base64 32), the same for every API, worker and codec server',
  ],
} as const;

export type RequiredSecret = keyof typeof variables;

export function variableOf(name: RequiredSecret): (typeof variables)[RequiredSecret][0] {
  return variables[name][0];
}

/** What is wrong where it is not set, and what to do. */
export function missingSecret(name: RequiredSecret): string {
  const [variable, what] = variables[name];
  return `${variable}: must be set: ${what} (or ${variable}_FILE, a file that holds it)`;
}
