import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject, onTestFailed } from 'vitest';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';
import { createVirtualTime } from './virtual-time.ts';

/** `temporal.api.enums.v1.IndexedValueType` */
const valueTypes = { Keyword: 2, Datetime: 6 } as const;

/** Why there is no virtual time on this machine, if there is none. */
export function lacksVirtualTime(): boolean {
  return 'reason' in inject('timeSkipping');
}

/** The real thing on a Temporal whose clock jumps, and a simulator that goes by that clock. */
export async function inVirtualTime(
  options: Omit<StackOptions, 'temporal'>,
  live: (stack: Stack, environment: TestWorkflowEnvironment) => Promise<void>,
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
    // Days of looks pass within seconds of the time that the rate limit counts by.
    dialect: { requestsPerSecond: 0, ...options.dialect },
    temporal: {
      client: environment.client,
      nativeConnection: environment.nativeConnection,
      nowMs: () => environment.currentTimeMs(),
    },
  });
  let doing = 'at work';
  const ids: string[] = [];
  const start: Stack['start'] = async (...given) => {
    const run = await stack.start(...given);
    ids.push(run.id);
    return run;
  };
  // A clock that does not jump waits for somebody's work, and a test that ran out of time does not say for whose.
  onTestFailed(async () => {
    process.stderr.write(`virtual time, ${doing}: ${await whereItStands(environment, ids).catch(String)}\n`);
  });
  try {
    await live({ ...stack, start }, environment);
  } finally {
    doing = 'stopping the stack';
    await stack.stop();
    doing = 'ending the server';
    await environment.teardown();
  }
}

/** Its time, and what each run has under way. */
async function whereItStands(environment: TestWorkflowEnvironment, ids: readonly string[]): Promise<string> {
  const facts = [new Date(await environment.currentTimeMs()).toISOString()];
  for (const id of ids) {
    const { raw, historyLength, status } = await environment.client.workflow.getHandle(id).describe();
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
