import type { Client } from '@temporalio/client';
import type { PlannedHire } from '../contract/api/batch.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { taskQueuesFor, workflowTypes } from '../contract/temporal/task-queues.ts';
import { askWorker } from './execute-activity.ts';
import type { RunSettings } from './create.ts';
import { eachInTurn } from './for-each-person.ts';
import type { Runs } from './onboardings.ts';
import { findAnswer } from './start.ts';

/** A large organization's lists have many pages. */
const planMs = 40_000;

/** Reads only: the runs that Temporal knows, and by one short workflow what Vultr shows. */
export function createPlan(client: Client, settings: RunSettings): Runs['plan'] {
  return async (requests) => {
    const byRuns = await eachInTurn(requests, (request) => plannedByRuns(client, settings, request));
    const open = requests.filter((_, index) => byRuns[index] === undefined);
    const byVultr = open.length === 0 ? [] : await askVultr(client, settings, open);
    return byRuns.map((known) => known ?? byVultr.shift() ?? { plan: 'refuse', detail: 'No answer came.' });
  };
}

async function plannedByRuns(
  client: Client,
  settings: RunSettings,
  request: OnboardingRequest,
): Promise<PlannedHire | undefined> {
  try {
    const run = await findAnswer(client, settings, request);
    return run === undefined ? undefined : { plan: 'existing', id: run.id };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'open_run_conflict') throw error;
    return { plan: 'conflict', detail: error.message };
  }
}

function askVultr(client: Client, settings: RunSettings, requests: readonly OnboardingRequest[]) {
  const hires = requests.map(({ email, group, policies }) => ({ email, groupName: group.name, policies }));
  return askWorker<PlannedHire[]>(client, {
    workflowType: workflowTypes.hirePlan,
    name: 'hire-plan',
    input: { hires, timings: settings.timings },
    summary: `What would become of ${hires.length} hires`,
    taskQueues: taskQueuesFor(settings.organization),
    withinMs: planMs,
  });
}
