import type { WorkflowExecutionInfo } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { onboardingEvent } from '../../src/contract/api/events.ts';
import { offboardingEvent } from '../../src/contract/api/offboarding-event.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { taskQueuesFor } from '../../src/contract/temporal/task-queues.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { type Scene, sceneOf } from '../replay/scenarios/scenario.ts';
import { type Actions, countActions } from '../support/count-actions.ts';
import { executionsOf, workflowIdOf } from '../support/executions.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Stack, StackOptions } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { withStack } from '../support/with-stack.ts';
import { readPage, tableAfter } from './page.ts';

const options: StackOptions = {
  leaver: { graceMs: 1_000 },
  roles: ['Developers', 'Billing'].map((name) => ({ name, group: { name }, policies: ['Provisioning'] })),
};

const person = { email: 'ada@example.com' };

async function hire({ complete }: Scene): Promise<void> {
  await complete(person.email);
}

async function move({ start, ended }: Scene): Promise<void> {
  const { id } = await start({ group: { name: 'Billing' }, leaveGroups: 'managed' });
  await ended(id, 'completed');
}

async function leave({ client, offboardings }: Scene): Promise<void> {
  const { offboarding } = await offboardings.order({ ...person, reason: 'last working day' }, { name: 'hr' });
  await until(
    'left',
    () => offboardings.get(offboarding.id),
    ({ state }) => state === 'left',
  );
  await until(
    'the register',
    () => executionsOf(client, workflowIdOf(offboarding.id)),
    (executions) => executions.at(-1)?.workflowType === workflows.person.name,
  );
}

/** Workflow types whose executions stay open. */
const lasting = new Set<string>([workflows.person.name, workflows.brake.name]);

/** Counts what all executions of the stack have cost until now, polls left out, once group writers and deliveries have ended. */
async function spent({ client, organization }: Stack): Promise<number> {
  const query = `TaskQueue = '${taskQueuesFor(organization).onboarding}'`;
  const list = async () => {
    const found: WorkflowExecutionInfo[] = [];
    for await (const execution of client.workflow.list({ query })) found.push(execution);
    return found;
  };
  const executions = await until('the end of group writers and deliveries', list, (found) =>
    found.every(({ type, status }) => status.name !== 'RUNNING' || lasting.has(type)),
  );
  let sum = 0;
  for (const { workflowId, runId } of executions)
    sum += withoutPolls(countActions(await client.workflow.getHandle(workflowId, runId).fetchHistory()));
  return sum;
}

function withoutPolls(actions: Actions): number {
  return Object.values(actions).reduce((sum, one) => sum + one, -actions.retries);
}

/** Returns what one hire, one move and one departure cost, in Actions without polls. */
async function measure(events: boolean): Promise<readonly number[]> {
  const receiver = await startReceiver((event) => offboardingEvent.or(onboardingEvent).parse(event));
  const webhooks = events ? receiver.webhooks() : undefined;
  const costs: number[] = [];
  try {
    await withStack({ ...options, ...defined({ webhooks }) }, async (stack) => {
      const scene = sceneOf(stack, receiver);
      let before = await spent(stack);
      for (const play of [hire, move, leave]) {
        await play(scene);
        const after = await spent(stack);
        costs.push(after - before);
        before = after;
      }
    });
  } finally {
    receiver.stop();
  }
  return costs;
}

/** The order of what happens at the same moment makes a difference of one or two. */
const tolerance = 2;

describe('the Actions of docs/deployment.md', () => {
  const rows = tableAfter(readPage('docs/deployment.md'), '### Temporal Actions').slice(0, 3);

  test.each([
    ['without events', false, 1],
    ['with one receiver of events', true, 2],
  ])('are what a hire, a move and a departure cost %s', async (_what, events, column) => {
    const documented = rows.map((cells) => Number(cells[column]));
    const measured = await measure(events);
    const isNear = (cost: number, index: number) => Math.abs(cost - (documented[index] ?? 0)) <= tolerance;
    expect(measured.map((cost, index) => (isNear(cost, index) ? documented[index] : cost))).toEqual(
      documented,
    );
  });
});
