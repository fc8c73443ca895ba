import type { PlannedHire } from '../contract/api/batch.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { grantedUserIds } from '../contract/temporal/person-record.ts';
import type { HireToPlan } from '../contract/temporal/one-shot-activities.ts';
import { chunkBySize } from './chunk-by-size.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { executeActivity } from './execute-activity.ts';
import type { FlowSettings } from './settings.ts';
import { mapPerPerson } from './for-each-person.ts';
import type { Onboardings } from './onboardings.ts';
import { findPersonOrUndefined } from './find-person.ts';
import { personIdOf } from './new-flow.ts';
import { decideFor } from './start.ts';

/** The lists of a large organization have many pages. */
const planTimeoutMs = 40_000;

/**
 * How much JSON goes into one workflow. Temporal rejects a payload of more than 2 MiB and warns about one of more
 * than 512 KiB, and encrypting adds a little. A thousand ordinary hires have 100 KiB.
 */
const maxChunkBytes = 500_000;

/** Reads only: the onboardings that Temporal has and, with short workflows, what Vultr shows. */
export function createPlan(client: OrganizationClient, settings: FlowSettings): Onboardings['plan'] {
  return async (requests) => {
    const known = await mapPerPerson(requests, (request) => planFromTemporal(client, settings, request));
    const open = known.flatMap((found) => ('hire' in found ? [found.hire] : []));
    const fromVultr = open.length === 0 ? [] : await planFromVultr(client, settings, open);
    return known.map((found) =>
      'plan' in found
        ? found
        : (fromVultr.shift() ?? { plan: 'refuse', detail: 'The worker returned no plan for it.' }),
    );
  };
}

async function planFromTemporal(
  client: OrganizationClient,
  settings: FlowSettings,
  request: OnboardingRequest,
): Promise<PlannedHire | { readonly hire: HireToPlan }> {
  const { email, group, policies } = request;
  const hire = { email, groupName: group.name, policies };
  const person = await findPersonOrUndefined(client, personIdOf(request, settings));
  if (person === undefined) return { hire };
  try {
    const decision = decideFor(person, request, { name: 'plan' });
    if (decision.outcome === 'next') {
      return {
        hire:
          person.erasedAt === undefined ? { ...hire, grantedUserIds: grantedUserIds(person.record) } : hire,
      };
    }
    const id = decision.outcome === 'known' ? decision.view.id : flowIdFor(person.personId, person.flow);
    return { plan: 'existing', id };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { plan: 'conflict', detail: error.message };
  }
}

/** Usually with one workflow, and with a few at once if the requests are too large for one. */
async function planFromVultr(
  client: OrganizationClient,
  settings: FlowSettings,
  hires: readonly HireToPlan[],
): Promise<PlannedHire[]> {
  const chunks = chunkBySize(hires, maxChunkBytes);
  return (await Promise.all(chunks.map((chunk) => planChunk(client, settings, chunk)))).flat();
}

function planChunk(
  client: OrganizationClient,
  { timings }: FlowSettings,
  hires: readonly HireToPlan[],
): Promise<PlannedHire[]> {
  return executeActivity(client, {
    activity: 'planHires',
    input: { hires, timings },
    idPrefix: 'hire-plan',
    summary: `Plan ${hires.length} onboardings`,
    timeoutMs: planTimeoutMs,
  });
}
