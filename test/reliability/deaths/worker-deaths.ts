import { groupWorkflowIdFor, onboardingIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { begin, carryThrough } from '../drive-run.ts';
import type { Ground } from '../../support/test-environment.ts';
import { judged, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { idKey } from '../shared-worker.ts';
import { type CrashStack, startCrashStack } from './crash-stack.ts';
import { followHistory } from './follow-history.ts';

/** The worker dies as soon as this event (counted from 1) stands in the history of the run or of its group's writer. */
export type WorkerDeath = {
  readonly scenario: Scenario;
  readonly history: 'run' | 'group';
  readonly event: number;
};

/** With the type of the event after which it was. */
export type WorkerDeathResult = Result & { readonly type: string };

export function workerDeathName({ scenario, history, event }: WorkerDeath): string {
  return `${scenario.name} / the worker dies / history of the ${history} / event ${event}`;
}

/** A run that nobody disturbs shows how many events there are: a death for each. */
export async function findWorkerDeaths(scenario: Scenario, ground: Ground): Promise<WorkerDeath[]> {
  const stack = await startCrashStack(scenario, ground);
  try {
    stack.startWorker();
    const run = await begin(requestOf(scenario), stack);
    await carryThrough(scenario, run.id, stack);
    const deaths: WorkerDeath[] = [];
    for (const history of ['run', 'group'] as const) {
      let event = 0;
      for await (const _ of followHistory(stack.client, workflowId(scenario, stack, history))) {
        event += 1;
        deaths.push({ scenario, history, event });
      }
    }
    return deaths;
  } finally {
    await stack.stop();
  }
}

export async function runWorkerDeath(death: WorkerDeath, ground: Ground): Promise<WorkerDeathResult> {
  const { scenario } = death;
  const stack = await startCrashStack(scenario, ground);
  let type = '';
  const takeCourse = async () => {
    const first = stack.startWorker();
    const run = await begin(requestOf(scenario), stack);
    const replaceWorker = async () => {
      type = await typeOfEvent(stack, death);
      await first.kill();
      stack.startWorker();
    };
    const [passage] = await Promise.all([carryThrough(scenario, run.id, stack), replaceWorker()]);
    return passage;
  };
  try {
    return { ...(await judged(scenario, stack.vultr, takeCourse)), type };
  } finally {
    await stack.stop();
  }
}

function requestOf(scenario: Scenario) {
  return scenario.request('ada');
}

function workflowId(
  scenario: Scenario,
  { organization }: CrashStack,
  history: WorkerDeath['history'],
): string {
  const { email, group } = requestOf(scenario);
  return history === 'run'
    ? onboardingIdFor(idKey, organization, email)
    : groupWorkflowIdFor(idKey, organization, group.name);
}

/** Waits for the event. Where the history ends before, its last one will do. */
async function typeOfEvent(stack: CrashStack, { scenario, history, event }: WorkerDeath): Promise<string> {
  let seen = 0;
  let last = '';
  for await (const { type } of followHistory(stack.client, workflowId(scenario, stack, history))) {
    last = type;
    seen += 1;
    if (seen === event) break;
  }
  return last;
}
