import { type Config, loadConfig } from '../../config/config.ts';
import { requiredSecrets, requireSecrets } from '../../config/required-secrets.ts';
import { ConfigError } from '../../contract/lib/config-error.ts';
import { connectOrganization } from '../../temporal/connect.ts';
import { createVultrClient } from '../../vultr/client.ts';
import { checkKeys } from './check-keys.ts';
import { checkTemporal } from './check-temporal.ts';
import { checkClock, checkVultr } from './check-vultr.ts';
import { failed, type Finding, ok } from './finding.ts';

/** Checks the environment of this process, and what can be reached with it. `policies` names managed policies to look for. */
export async function diagnose(policies: readonly string[]): Promise<Finding[]> {
  try {
    const config = loadConfig(undefined, requiredSecrets.doctor);
    const secrets = requireSecrets(config.secrets, 'doctor');
    return [ok('the configuration is complete'), ...(await checkServices(config, secrets, policies))];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy =
      'docs/configuration.md describes every variable. Fix this first; the other checks need a valid configuration.';
    return error.mistakes.map((mistake) => failed(mistake, remedy));
  }
}

type Secrets = Required<Pick<Config['secrets'], 'idKey' | 'encryptionKeys' | 'vultrApiKey'>>;

async function checkServices(
  config: Config,
  secrets: Secrets,
  policies: readonly string[],
): Promise<Finding[]> {
  const { organization } = config.onboarding;
  const { baseUrl, timeoutMs } = config.vultr;
  const client = connectOrganization(config.temporal, secrets.encryptionKeys, organization);
  const address = config.temporal.connectionOptions.address ?? 'localhost:7233';
  try {
    const temporal = await checkTemporal({ client, address });
    const isTemporalUsable = temporal.every(({ level }) => level !== 'error');
    const vultr = createVultrClient({ baseUrl, apiKey: secrets.vultrApiKey, timeoutMs });
    return [
      ...temporal,
      ...(isTemporalUsable ? await checkKeys({ client, idKey: secrets.idKey }) : []),
      ...(await checkVultr({ vultr, baseUrl, policies })),
      ...(await checkClock(baseUrl)),
    ];
  } finally {
    await client.close();
  }
}
