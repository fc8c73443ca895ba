import type { Client } from '@temporalio/client';
import type { PlannedHire } from '../contract/api/batch.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { executeActivity } from './execute-activity.ts';
import type { OnboardingSettings } from './settings.ts';
import { mapPerPerson } from './for-each-person.ts';
import type { Onboardings } from './onboardings.ts';
import { findExisting } from './start.ts';

/** A large organization's lists have many pages. */
const planTimeoutMs = 40_000;

/** Reads only: the runs that Temporal knows, and by one short workflow what Vultr shows. */
export function createPlan(client: Client, settings: OnboardingSettings): Onboardings['plan'] {
  return async (requests) => {
    const byRuns = await mapPerPerson(requests, (request) => plannedByRuns(client, settings, request));
    const open = requests.filter((_, index) => byRuns[index] === undefined);
    const byVultr = open.length === 0 ? [] : await planByVultr(client, settings, open);
    return byRuns.map((known) => known ?? byVultr.shift() ?? { plan: 'refuse', detail: 'No answer came.' });
  };
}

async function plannedByRuns(
  client: Client,
  settings: OnboardingSettings,
  request: OnboardingRequest,
): Promise<PlannedHire | undefined> {
  try {
    const run = await findExisting(client, settings, request);
    return run === undefined ? undefined : { plan: 'existing', id: run.id };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'open_onboarding_conflict') throw error;
    return { plan: 'conflict', detail: error.message };
  }
}

function planByVultr(
  client: Client,
  { organization, timings }: OnboardingSettings,
  requests: readonly OnboardingRequest[],
): Promise<PlannedHire[]> {
  const hires = requests.map(({ email, group, policies }) => ({ email, groupName: group.name, policies }));
  return executeActivity(client, {
    activity: 'planHires',
    input: { hires, timings },
    idPrefix: 'hire-plan',
    summary: `Plan ${hires.length} onboardings`,
    organization,
    timeoutMs: planTimeoutMs,
  });
}
