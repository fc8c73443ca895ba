import type { Client } from '@temporalio/client';
import { groupWorkflowIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { testIdKey } from '../../support/id-key.ts';
import type { TestEnvironment } from '../../support/test-environment.ts';
import { until } from '../../support/until.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { personIdsOf } from '../person-executions.ts';
import { judge, type Result } from '../result.ts';
import { groupNamesOf } from '../groups-of-scenario.ts';
import type { Scenario } from '../scenario.ts';
import { type CrashStack, startCrashStack } from './crash-stack.ts';
import { followHistory, readHistory } from './follow-history.ts';

/**
 * The worker crashes as soon as this event (counted from 1) is in the history of the person, over all executions, or in that
 * of the group writer.
 */
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
    const { id } = await startOnboarding(scenario.request(stack.person), stack);
    const { violations } = await driveRun(scenario, id, stack);
    const history = await readHistory(stack.client, workflowIdOf(scenario, stack, 'onboarding'));
    const problems = [...violations, ...(scenario.findGaps?.(history) ?? [])];
    if (problems.length > 0) throw new Error(`${scenario.name}, undisturbed: ${problems.join('; ')}`);
    const { crashesAt = () => true } = scenario;
    const ofPerson = history.flatMap((...args): WorkerCrash[] => {
      const [, index] = args;
      return crashesAt(...args) ? [{ scenario, history: 'onboarding', event: index + 1 }] : [];
    });
    if (ofPerson.length === 0) throw new Error(`${scenario.name}: no event for a crash`);
    // The group is written in the same way in every scenario.
    if (scenario.crashesAt !== undefined) return ofPerson;
    const group = workflowIdOf(scenario, stack, 'group');
    await untilClosed(stack.client, group);
    const ofGroup = await readHistory(stack.client, group);
    return [
      ...ofPerson,
      ...ofGroup.map((_, index) => ({ scenario, history: 'group' as const, event: index + 1 })),
    ];
  } finally {
    await stack.stop();
  }
}

async function untilClosed(client: Client, workflowId: string): Promise<void> {
  const describe = () => client.workflow.getHandle(workflowId).describe();
  await until(`the end of ${workflowId}`, describe, ({ status }) => status.name !== 'RUNNING');
}

export async function runWorkerCrash(
  crash: WorkerCrash,
  environment: TestEnvironment,
): Promise<WorkerCrashResult> {
  const { scenario } = crash;
  const stack = await startCrashStack(scenario, environment);
  const ended = new AbortController();
  let eventType = '';
  const run = async () => {
    const first = stack.startWorker();
    const { id } = await startOnboarding(scenario.request(stack.person), stack);
    const replaceWorker = async () => {
      eventType = await waitForEvent(stack, crash, ended.signal);
      await first.kill();
      stack.startWorker();
    };
    const drive = () => driveRun(scenario, id, stack).finally(() => ended.abort());
    const [ending] = await Promise.all([drive(), replaceWorker()]);
    return ending;
  };
  try {
    return { ...(await judge(scenario, stack.vultr, run)), eventType };
  } finally {
    await stack.stop();
  }
}

function workflowIdOf(
  scenario: Scenario,
  { organization, person }: CrashStack,
  history: WorkerCrash['history'],
): string {
  return history === 'onboarding'
    ? personIdsOf(scenario, organization, person).onboarding
    : groupWorkflowIdFor(testIdKey, organization, groupNamesOf(scenario, person)[0] ?? '');
}

/** Waits for the event and returns its type. If the history ends earlier, that is the type of its last event. */
async function waitForEvent(
  stack: CrashStack,
  { scenario, history, event }: WorkerCrash,
  ended: AbortSignal,
): Promise<string> {
  let count = 0;
  let last = '';
  const workflowId = workflowIdOf(scenario, stack, history);
  for await (const { type } of followHistory(stack.client, workflowId, ended)) {
    last = type;
    count += 1;
    if (count === event) break;
  }
  return last;
}
