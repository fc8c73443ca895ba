import { groupWorkflowIdFor, personIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import type { TestEnvironment } from '../../support/test-environment.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { judge, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { testIdKey } from '../../support/id-key.ts';
import { type CrashStack, startCrashStack } from './crash-stack.ts';
import { followHistory } from './follow-history.ts';

/** The worker crashes as soon as this event (counted from 1) is in the history of the onboarding or of its group writer. */
export type WorkerCrash = {
  readonly scenario: Scenario;
  readonly history: 'onboarding' | 'group';
  readonly event: number;
};

/** `eventType` is the type of the last event before the crash. */
export type WorkerCrashResult = Result & { readonly eventType: string };

export function workerCrashName({ scenario, history, event }: WorkerCrash): string {
  return `${scenario.name} / the worker crashes / history of the ${history} / event ${event}`;
}

/** Runs an undisturbed onboarding to count its events. Returns a crash for each event. */
export async function findWorkerCrashes(
  scenario: Scenario,
  environment: TestEnvironment,
): Promise<WorkerCrash[]> {
  const stack = await startCrashStack(scenario, environment);
  try {
    stack.startWorker();
    const { id } = await startOnboarding(requestOf(scenario), stack);
    await driveRun(scenario, id, stack);
    const crashes: WorkerCrash[] = [];
    for (const history of ['onboarding', 'group'] as const) {
      let event = 0;
      for await (const _ of followHistory(stack.client, workflowIdOf(scenario, stack, history))) {
        event += 1;
        crashes.push({ scenario, history, event });
      }
    }
    return crashes;
  } finally {
    await stack.stop();
  }
}

export async function runWorkerCrash(
  crash: WorkerCrash,
  environment: TestEnvironment,
): Promise<WorkerCrashResult> {
  const { scenario } = crash;
  const stack = await startCrashStack(scenario, environment);
  let eventType = '';
  const run = async () => {
    const first = stack.startWorker();
    const { id } = await startOnboarding(requestOf(scenario), stack);
    const replaceWorker = async () => {
      eventType = await waitForEvent(stack, crash);
      await first.kill();
      stack.startWorker();
    };
    const [ending] = await Promise.all([driveRun(scenario, id, stack), replaceWorker()]);
    return ending;
  };
  try {
    return { ...(await judge(scenario, stack.vultr, run)), eventType };
  } finally {
    await stack.stop();
  }
}

function requestOf(scenario: Scenario) {
  return scenario.request('ada');
}

function workflowIdOf(
  scenario: Scenario,
  { organization }: CrashStack,
  history: WorkerCrash['history'],
): string {
  const { email, group } = requestOf(scenario);
  return history === 'onboarding'
    ? personIdFor(testIdKey, organization, email)
    : groupWorkflowIdFor(testIdKey, organization, group.name);
}

/** Waits for the event and returns its type. If the history ends earlier, that is the type of its last event. */
async function waitForEvent(stack: CrashStack, { scenario, history, event }: WorkerCrash): Promise<string> {
  let count = 0;
  let last = '';
  for await (const { type } of followHistory(stack.client, workflowIdOf(scenario, stack, history))) {
    last = type;
    count += 1;
    if (count === event) break;
  }
  return last;
}
