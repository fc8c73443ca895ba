import { groupsByEmail } from '../support/groups-by-email.ts';
import type { SimulatedVultr } from '../support/simulated-vultr.ts';

/** As `groupsByEmail`, of a Vultr with a limit of requests: only the service has to keep to it. */
export async function groupsWithoutLimit(vultr: SimulatedVultr): Promise<Record<string, string[]>> {
  await vultr.setDialect({ requestsPerSecond: 0 });
  try {
    return await groupsByEmail(vultr);
  } finally {
    await vultr.setDialect({ requestsPerSecond: 30 });
  }
}
