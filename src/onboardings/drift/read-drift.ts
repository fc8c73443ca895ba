import type { DriftReport, GroupDrift } from '../../contract/api/drift.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { idKey } from '../../contract/lib/case-insensitive.ts';
import type { ObservedGroup } from '../../contract/temporal/one-shot-activities.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { isTemporalAway } from '../call-temporal.ts';
import { executeActivity } from '../execute-activity.ts';
import type { Onboardings } from '../onboardings.ts';
import type { OnboardingSettings } from '../settings.ts';
import { compareGroup } from './compare-group.ts';
import { type ExpectedAccess, readExpectedAccess, type ReadLimits } from './expected-access.ts';

const defaultLimits: ReadLimits = { people: 100_000, ms: 60_000 };

/** The lists of a large organization have many pages. */
const groupsTimeoutMs = 40_000;
/** Two requests for each group fit into an attempt. */
const groupsAtOnce = 50;

/**
 * Reads what Vultr shows of the groups to which this service gave access, and compares it with what is remembered. Writes
 * nothing. Callers who come while a report is being made get the same report, because each reads everyone.
 */
export function createReadDrift(
  client: OrganizationClient,
  settings: OnboardingSettings,
  limits = defaultLimits,
): Onboardings['readDrift'] {
  let reading: Promise<DriftReport> | undefined;
  return () => {
    reading ??= report(client, settings, limits).finally(() => (reading = undefined));
    return reading;
  };
}

async function report(
  client: OrganizationClient,
  settings: OnboardingSettings,
  limits: ReadLimits,
): Promise<DriftReport> {
  const readAt = new Date().toISOString();
  const expected = await readPeople(client, limits);
  const { byGroup, people, inProgress, unreadable, complete } = expected;
  // Someone who cannot be read may be any member.
  const known = { ...expected, complete: complete && unreadable === 0 };
  const observed = await readGroups(client, settings, groupIdsOf(byGroup));
  const groups = observed.map((group) => compareGroup(group, byGroup.get(idKey(group.id)) ?? [], known));
  return {
    readAt,
    complete: known.complete,
    people,
    inProgress,
    unreadable,
    groups: groups.toSorted(byUrgency),
  };
}

async function readPeople(client: OrganizationClient, limits: ReadLimits): Promise<ExpectedAccess> {
  try {
    return await readExpectedAccess(client, limits);
  } catch (error) {
    if (!isTemporalAway(error)) throw error;
    const detail = 'Temporal did not respond. Nothing is lost; retry in a few seconds.';
    throw new ProblemError('temporal_unavailable', detail, { retryAfterSeconds: 5, cause: error });
  }
}

/** In the spelling of Vultr. */
function groupIdsOf(byGroup: ExpectedAccess['byGroup']): string[] {
  return [...byGroup.values()].flatMap(([member]) => (member === undefined ? [] : [member.grant.group.id]));
}

/** A worker returns as many groups as fit into one result, so it is asked until none is left. */
async function readGroups(
  client: OrganizationClient,
  { timings }: OnboardingSettings,
  groupIds: readonly string[],
): Promise<ObservedGroup[]> {
  const groups: ObservedGroup[] = [];
  while (groups.length < groupIds.length) {
    const result = await executeActivity(client, {
      activity: 'readGroups',
      input: { groupIds: groupIds.slice(groups.length, groups.length + groupsAtOnce), timings },
      idPrefix: 'drift',
      summary: 'Live reads for the drift report',
      timeoutMs: groupsTimeoutMs,
    });
    groups.push(...result.groups);
  }
  return groups;
}

const urgency: Readonly<Record<GroupDrift['status'], number>> = { gone: 0, differs: 1, unread: 2, agrees: 3 };

function byUrgency(a: GroupDrift, b: GroupDrift): number {
  return urgency[a.status] - urgency[b.status] || a.name.localeCompare(b.name);
}
