import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject, onTestFailed } from 'vitest';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';
import { keepClockJumping } from './keep-clock-jumping.ts';
import { createVirtualTime } from './virtual-time.ts';
import { workflowIdOf } from './executions.ts';

/** `temporal.api.enums.v1.IndexedValueType` */
const valueTypes = { Keyword: 2, Datetime: 6, KeywordList: 7 } as const;

/** Returns whether this machine has no time-skipping server. */
export function lacksVirtualTime(): boolean {
  return 'reason' in inject('timeSkipping');
}

/** Runs `use` with a stack on a Temporal server whose clock jumps, and with a simulator that follows that clock. */
export async function inVirtualTime(
  options: Omit<StackOptions, 'temporal'>,
  use: (stack: Stack, environment: TestWorkflowEnvironment) => Promise<void>,
): Promise<void> {
  const timeSkipping = inject('timeSkipping');
  if ('reason' in timeSkipping) return;
  const environment = await createVirtualTime(timeSkipping.path);
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(requiredSearchAttributes).map(([name, type]) => [name, valueTypes[type]]),
    ),
  });
  const stack = await startStack({
    ...options,
    // Days of polls pass within seconds, and the rate limit counts real seconds.
    dialect: { requestsPerSecond: 0, ...options.dialect },
    temporal: {
      client: environment.client,
      nativeConnection: environment.nativeConnection,
      nowMs: () => environment.currentTimeMs(),
    },
  });
  let phase = 'running the test';
  const clock = keepClockJumping(environment);
  const ids: string[] = [];
  const start: Stack['start'] = async (...args) => {
    const onboarding = await stack.start(...args);
    ids.push(onboarding.id);
    clock.watch(workflowIdOf(onboarding.id));
    return onboarding;
  };
  // The clock does not jump while a worker has work. A test that timed out does not show which work that was.
  onTestFailed(async () => {
    process.stderr.write(`virtual time, ${phase}: ${await describeStatus(environment, ids).catch(String)}\n`);
  });
  try {
    await use({ ...stack, start }, environment);
  } finally {
    await clock.stop();
    phase = 'stopping the stack';
    await stack.stop();
    phase = 'stopping the server';
    await environment.teardown();
  }
}

/** Describes the server's time and the pending work of each onboarding. */
async function describeStatus(environment: TestWorkflowEnvironment, ids: readonly string[]): Promise<string> {
  const facts = [new Date(await environment.currentTimeMs()).toISOString()];
  for (const id of ids) {
    const { raw, historyLength, status } = await environment.client.workflow
      .getHandle(workflowIdOf(id))
      .describe();
    const activities = raw.pendingActivities?.map(
      ({ activityType, state }) => `${activityType?.name} ${state}`,
    );
    const task = raw.pendingWorkflowTask
      ? `workflow task ${raw.pendingWorkflowTask.state}`
      : 'no workflow task';
    facts.push(
      `${id} ${status.name} at ${historyLength}: ${activities?.join(', ') || 'no activity'}, ${task}`,
    );
  }
  return facts.join('\n  ');
}
