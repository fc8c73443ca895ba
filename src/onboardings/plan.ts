import type { PlannedHire } from '../contract/api/batch.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { grantedUserIds } from '../contract/temporal/person-record.ts';
import type { HireToPlan } from '../contract/temporal/one-shot-activities.ts';
import { plural } from '../contract/lib/plural.ts';
import { chunkBySize } from './chunk-by-size.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { createFindClaimants, type FindClaimants } from './claimants.ts';
import { assertExternalIdIsFree } from './external-id.ts';
import { executeActivity } from './execute-activity.ts';
import { resolveAccess } from './resolve-access.ts';
import { resolveLeaving } from './resolve-leaving.ts';
import type { FlowSettings } from './settings.ts';
import { mapPerPerson } from './for-each-person.ts';
import type { Onboardings } from './onboardings.ts';
import { findPersonOrUndefined } from './find-person.ts';
import { personIdOf } from './new-flow.ts';
import { decideUnlessOwned } from './decide-unless-owned.ts';

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
    const findClaimants = createFindClaimants(client, settings, requests);
    const known = await mapPerPerson(requests, (request) =>
      planFromTemporal(client, settings, request, findClaimants),
    );
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
  findClaimants: FindClaimants,
): Promise<PlannedHire | { readonly hire: HireToPlan }> {
  const personId = personIdOf(request, settings);
  const person = await findPersonOrUndefined(client, personId);
  try {
    if (person === undefined) {
      await assertExternalIdIsFree(findClaimants, personId, request);
      return { hire: hireOf(request, settings) };
    }
    const decision = await decideUnlessOwned(client, person, request, { name: 'plan' });
    if (decision.outcome === 'next') {
      await assertExternalIdIsFree(findClaimants, personId, request);
      const hire = hireOf(request, settings);
      return {
        hire:
          person.erasedAt === undefined ? { ...hire, grantedUserIds: grantedUserIds(person.record) } : hire,
      };
    }
    const id = decision.outcome === 'known' ? decision.view.id : flowIdFor(person.personId, person.flow);
    return { plan: 'existing', id };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code === 'temporal_unavailable') throw error;
    return { plan: error.code === 'invalid_request' ? 'refuse' : 'conflict', detail: error.message };
  }
}

function hireOf(request: OnboardingRequest, { roles }: FlowSettings): HireToPlan {
  const { groups } = resolveAccess(request, roles?.() ?? []);
  resolveLeaving(request, groups, roles?.() ?? []);
  return { email: request.email, groups: groups.map(({ name, policies }) => ({ name, policies })) };
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
    summary: `Plan ${plural(hires.length, 'onboarding')}`,
    timeoutMs: planTimeoutMs,
  });
}
