import type { Config } from '../config/config.ts';
import { requireSecrets } from '../config/required-secrets.ts';
import type { Role } from '../contract/config/roles.ts';
import { defined } from '../contract/lib/optional.ts';
import { createOffboardings } from '../offboardings/create.ts';
import type { Offboardings } from '../offboardings/offboardings.ts';
import { createOnboardings } from '../onboardings/create.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';

/** The onboardings and offboardings of an organization, with the settings of this process. Throws `ConfigError`. */
export function createFlows(
  config: Config,
  client: OrganizationClient,
  roles: () => readonly Role[],
): { readonly onboardings: Onboardings; readonly offboardings: Offboardings } {
  const { idKey } = requireSecrets(config.secrets, 'flows');
  const common = { ...config.onboarding, events: config.secrets.receivers.length > 0, idKey };
  return {
    onboardings: createOnboardings(client, {
      ...common,
      roles,
      ...defined({ consoleUrl: config.console.publicUrl }),
    }),
    offboardings: createOffboardings(client, common),
  };
}
