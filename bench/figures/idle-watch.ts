import { setTimeout as sleep } from 'node:timers/promises';
import { invitationWatchIdFor } from '../../src/contract/temporal/invitation-watch.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import type { Figure } from './figure.ts';

const aim = 1_000;
const secondsPerDay = 86_400;

/** Measures the history events of a watch for which nobody waits, with the default settings. */
export async function measureIdleWatch(
  environment: StartedTestEnvironment,
  forSeconds: number,
): Promise<Figure[]> {
  const service = await startService(environment);
  try {
    await service.startWorker(25);
    // The first sweep finds nobody.
    await sleep(20_000);
    const before = await eventsOfWatch(service);
    await sleep(forSeconds * 1_000);
    const events = (await eventsOfWatch(service)) - before;
    const perDay = Math.round((events / forSeconds) * secondsPerDay);
    return [
      {
        name: `history events per day of a watch for which nobody waits (from ${forSeconds} s)`,
        aim: `≤ ${aim}`,
        measured: `${perDay} (${events} events)`,
        reached: perDay <= aim,
      },
    ];
  } finally {
    await service.stop();
  }
}

/** Counts the events of all executions of the watch. */
async function eventsOfWatch({ client, organization }: Service): Promise<number> {
  const query = `WorkflowId = '${invitationWatchIdFor(organization)}'`;
  let events = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const { historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    events += historyLength;
  }
  return events;
}
