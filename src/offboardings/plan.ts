import type { BrakeView } from '../contract/api/brake.ts';
import type { BrakeForecast, PlannedDeparture } from '../contract/api/offboarding-batch.ts';
import type { OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import { plural } from '../contract/lib/plural.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { hasEnded, isOffboarding } from '../contract/temporal/flow-view.ts';
import type { LeaverToPlan } from '../contract/temporal/one-shot-activities.ts';
import { grantedUserIds, rememberedAddresses } from '../contract/temporal/person-record.ts';
import { personIdFor } from '../contract/temporal/workflow-ids.ts';
import { chunkBySize } from '../onboardings/chunk-by-size.ts';
import { executeActivity } from '../onboardings/execute-activity.ts';
import { findPersonOrUndefined, type FoundPerson } from '../onboardings/find-person.ts';
import { mapPerPerson } from '../onboardings/for-each-person.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { decideDeparture, plannedOf } from './decide.ts';
import { orderOf } from './new-departure.ts';
import type { Offboardings } from './offboardings.ts';
import type { DepartureSettings } from './settings.ts';

/** The lists of a large organization have many pages. */
const planTimeoutMs = 40_000;
const readForMs = 25_000;

/** How much JSON goes into one workflow: Temporal warns about a payload of more than 512 KiB. */
const maxChunkBytes = 500_000;

/** A person whose departure would begin. */
type Departure = { readonly leaver: LeaverToPlan; readonly warnings: readonly string[] };

/** Reads only: what Temporal remembers of the people and, with short workflows, what Vultr shows. */
export function createPlan(
  client: OrganizationClient,
  settings: DepartureSettings,
  getBrake: () => Promise<BrakeView>,
): Offboardings['plan'] {
  return async (requests, batchSize = 0) => {
    const known = await mapPerPerson(requests, (request) => planFromTemporal(client, settings, request));
    const departures = known.filter((one) => 'leaver' in one);
    const fromVultr = departures.length === 0 ? [] : await planFromVultr(client, settings, departures);
    const items = known.map((one): PlannedDeparture => {
      if (!('leaver' in one)) return one;
      const plan = fromVultr.shift() ?? { plan: 'refuse', detail: 'The worker returned no plan for it.' };
      const warnings = [...one.warnings, ...(plan.warnings ?? [])];
      return { ...plan, ...(warnings.length > 0 ? { warnings } : {}) };
    });
    const isNew = (index: number) => 'leaver' in (known[index] ?? {});
    const newOnes = countPeople(requests.filter((_, index) => isNew(index)));
    const asking = countPeople(
      requests.filter(({ urgent }, index) => urgent !== true && items[index]?.plan === 'offboard'),
    );
    const brake = await getBrake();
    return { items, brake: forecast(brake, settings.brake.limit, asking, Math.max(batchSize, newOnes)) };
  };
}

function countPeople(requests: readonly OffboardingRequest[]): number {
  return new Set(requests.map(({ email }) => canonicalEmail(email))).size;
}

/** Whether the brake would hold those who ask it, by the rule of its workflow. Urgent orders do not ask. */
export function forecast(
  { passed, held, limit: known, blindUntil }: BrakeView,
  configured: number,
  asking: number,
  batchSize: number,
): BrakeForecast {
  const limit = known ?? configured;
  const isTooMany = Math.max(passed + held + asking, batchSize) > limit;
  return {
    holds: asking > 0 && (isTooMany || blindUntil !== undefined),
    asking,
    batchSize,
    passed,
    held,
    limit,
  };
}

async function planFromTemporal(
  client: OrganizationClient,
  settings: DepartureSettings,
  request: OffboardingRequest,
): Promise<PlannedDeparture | Departure> {
  const personId = personIdFor(settings.idKey, settings.organization, request.email);
  let person: FoundPerson | undefined;
  try {
    person = await findPersonOrUndefined(client, personId);
    if (person === undefined || person.erasedAt !== undefined || person.lost) {
      return departureOf(request, person);
    }
    const order = orderOf(request, { name: 'plan' }, person.flow + 1);
    const decision = decideDeparture(person, order, plannedOf(request));
    if (decision.outcome === 'next') return departureOf(request, person);
    return { plan: 'existing', id: decision.view.id };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code === 'temporal_unavailable') throw error;
    const id = person === undefined ? undefined : flowIdFor(person.personId, person.flow);
    return { plan: 'conflict', ...(id === undefined ? {} : { id }), detail: error.message };
  }
}

function departureOf(request: OffboardingRequest, person: FoundPerson | undefined): Departure {
  const evenIfNotBroughtInHere = request.evenIfNotBroughtInHere === true;
  if (person?.erasedAt !== undefined || person === undefined) {
    const unknown = { addresses: [request.email], knownUserIds: [], ownInvitationIds: [] };
    return { leaver: { ...unknown, broughtInHere: false, evenIfNotBroughtInHere }, warnings: [] };
  }
  const { view, record } = person;
  const open = isOffboarding(view) || hasEnded(view) ? undefined : view;
  const knownUserIds = grantedUserIds(record);
  const ownInvitationIds = [...(record.ownInvitationIds ?? [])];
  return {
    leaver: {
      addresses: rememberedAddresses(request.email, record),
      knownUserIds,
      ownInvitationIds,
      // The memo of an open onboarding does not say which invitation it sent itself. The survey will know.
      broughtInHere: knownUserIds.length + ownInvitationIds.length > 0 || open?.invitation !== undefined,
      evenIfNotBroughtInHere,
    },
    warnings: open === undefined ? [] : [`The order interrupts the open onboarding ${open.id}.`],
  };
}

/** Usually with one workflow, and with a few at once if the requests are too large for one. */
async function planFromVultr(
  client: OrganizationClient,
  { timings, leaver }: DepartureSettings,
  departures: readonly Departure[],
): Promise<PlannedDeparture[]> {
  const { protectedAddresses, adminPolicies } = leaver;
  const chunks = chunkBySize(
    departures.map((one) => one.leaver),
    maxChunkBytes,
  );
  const plans = chunks.map((leavers) =>
    executeActivity(client, {
      activity: 'planLeavers',
      input: { leavers, protectedAddresses, adminPolicies, timings, readForMs },
      idPrefix: 'departure-plan',
      summary: `Plan ${plural(leavers.length, 'offboarding')}`,
      timeoutMs: planTimeoutMs,
    }),
  );
  return (await Promise.all(plans)).flat();
}
