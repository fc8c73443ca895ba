import { type Config, loadConfig } from '../../config/config.ts';
import { requiredSecrets, requireSecrets } from '../../config/required-secrets.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { Role } from '../../contract/config/roles.ts';
import { ConfigError } from '../../contract/lib/config-error.ts';
import { consoleSignIn } from '../../processes/console-sign-in.ts';
import { createPeople } from '../../people/create.ts';
import { connectOrganization } from '../../temporal/connect.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { createVultrClient } from '../../vultr/client.ts';
import { checkIdentityProvider } from './check-identity-provider.ts';
import { checkKeys } from './check-keys.ts';
import { checkTemporal } from './check-temporal.ts';
import { checkClock, checkVultr } from './check-vultr.ts';
import { checkScimGroups } from './check-scim-groups.ts';
import { failed, type Finding, ok, reasonOf, warning } from './finding.ts';

/** Checks the environment of this process, and what can be reached with it. `policies` names managed policies to look for. */
export async function diagnose(policies: readonly string[]): Promise<Finding[]> {
  try {
    const config = loadConfig(undefined, requiredSecrets.doctor);
    const secrets = requireSecrets(config.secrets, 'doctor');
    return [
      ok('the configuration is complete'),
      checkProtected(config),
      ...(await checkServices(config, secrets, policies)),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy =
      'docs/configuration.md describes every variable. Fix this first; the other checks need a valid configuration.';
    return error.mistakes.map((mistake) => failed(mistake, remedy));
  }
}

/** The service recognizes the root user by itself, and the user of its own key only from what that has invited. */
function checkProtected({ onboarding }: Config): Finding {
  const { length } = onboarding.leaver.protectedAddresses;
  if (length > 0) return ok(`ONBOARDING_PROTECTED protects ${plural(length, 'user')} from removal`);
  return warning(
    'ONBOARDING_PROTECTED names no user, so an order could remove the user whose key this service uses',
    'Name that user, and every user who must be able to get in if everything else fails.',
  );
}

async function checkGroups(
  client: OrganizationClient,
  idKey: string,
  roles: readonly Role[],
): Promise<Finding[]> {
  try {
    return checkScimGroups(await createPeople(client, { idKey }).listGroups(), roles);
  } catch (error) {
    return [
      failed(`cannot read the SCIM groups: ${reasonOf(error)}`, 'Fix what the other findings say first.'),
    ];
  }
}

type Secrets = Required<Pick<Config['secrets'], 'idKey' | 'encryptionKeys' | 'vultrApiKey'>>;

async function checkServices(
  config: Config,
  secrets: Secrets,
  policies: readonly string[],
): Promise<Finding[]> {
  const { organization, plainRef, rolesFile } = config.onboarding;
  const { baseUrl, timeoutMs } = config.vultr;
  const { oidc } = consoleSignIn(config, secrets.encryptionKeys);
  const client = connectOrganization(config.temporal, secrets.encryptionKeys, organization);
  const address = config.temporal.connectionOptions.address ?? 'localhost:7233';
  try {
    const temporal = await checkTemporal({ client, address, plainRef });
    const isTemporalUsable = temporal.every(({ level }) => level !== 'error');
    const vultr = createVultrClient({ baseUrl, apiKey: secrets.vultrApiKey, timeoutMs });
    return [
      ...temporal,
      ...(isTemporalUsable ? await checkKeys({ client, idKey: secrets.idKey }) : []),
      ...(isTemporalUsable ? await checkGroups(client, secrets.idKey, rolesFile?.roles ?? []) : []),
      ...(await checkVultr({ vultr, baseUrl, policies, roles: rolesFile?.roles ?? [] })),
      ...(await checkClock(baseUrl)),
      ...(oidc === undefined ? [] : await checkIdentityProvider(oidc)),
    ];
  } finally {
    await client.close();
  }
}
