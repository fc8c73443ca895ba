import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { groupWorkflowIdFor } from '../../src/contract/ids.ts';
import { signalNames } from '../../src/contract/messages.ts';
import type { AskGroupInput, GroupRequest } from '../../src/contract/step-data.ts';
import { taskQueuesFor, workflowTypes } from '../../src/contract/task-queues.ts';
import { startStack, type Stack, testIdKey } from '../support/stack.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';

let stack: Stack;

afterEach(() => stack.stop());

/** Asks the writer of a group as a run would, from an id that may be nobody's. */
async function ask(runId: string): Promise<string> {
  const queues = taskQueuesFor(stack.organization);
  const start: AskGroupInput['start'] = {
    name: 'Developers',
    description: '',
    timings: shortTimings,
    taskQueue: queues.onboarding,
    vultrTaskQueue: queues.vultr,
  };
  const request: GroupRequest = { requestId: randomUUID(), runId, policies: [] };
  const workflowId = groupWorkflowIdFor(testIdKey, stack.organization, 'Developers');
  const handle = await stack.client.workflow.signalWithStart(workflowTypes.group, {
    workflowId,
    taskQueue: queues.onboarding,
    args: [start],
    signal: signalNames.requestAccess,
    signalArgs: [request],
  });
  return handle.workflowId;
}

test('the writer of a group continues as new, and no request falls between two of its runs', async () => {
  // A run that was not answered would ask again only long after this test.
  stack = await startStack({ dialect: { requestsPerSecond: 0 }, timings: { groupAnswerMs: 600_000 } });
  const workflowId = await ask('nobody');
  const handle = stack.client.workflow.getHandle(workflowId);
  const { runId: firstRun } = await handle.describe();

  const hires: string[] = [];
  const hire = async () => {
    // With a policy that the group does not carry yet, or nobody would be asked.
    const policy = `Policy ${hires.length}`;
    await stack.vultr.call('POST', '/__sim/policies', { name: policy });
    const { id } = await stack.start({ email: `hire${hires.length}@example.com`, policies: [policy] });
    hires.push(id);
  };
  const allAreAnswered = () => Promise.all(hires.map((id) => stack.reached(id, 'awaiting_acceptance')));

  // Three events for each that asks and is not there any more: soon more than one run of the writer should carry.
  for (let wave = 0; wave < 8; wave++) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(`nobody-${wave}-${index}`)));
    await hire();
  }
  await allAreAnswered();
  await until(
    'a long history',
    async () => (await handle.describe()).historyLength,
    (length) => length > 1_000,
  );
  // It looks at its history when somebody asks.
  await Promise.all([ask('nobody again'), hire(), ask('and again')]);
  await allAreAnswered();
  const first = await stack.client.workflow.getHandle(workflowId, firstRun).describe();
  expect(first.status.name).toBe('CONTINUED_AS_NEW');
  expect((await handle.describe()).historyLength).toBeLessThan(1_000);
  expect(await stack.vultr.counts()).toMatchObject({
    groups: 1,
    attachments: hires.length,
    mails: hires.length,
  });
});

test('the writer of a group ends when nobody asks, and starts again when somebody does', async () => {
  stack = await startStack();
  const handle = stack.client.workflow.getHandle(await ask('nobody'));
  await until(
    'its end',
    async () => (await handle.describe()).status.name,
    (status) => status === 'COMPLETED',
  );
  const { id } = await stack.start();
  await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1 });
});

test('a group that cannot be made is said to all who asked; after the repair one retry serves them all', async () => {
  stack = await startStack();
  const fault = { match: { method: 'POST', path: '/v2/groups' }, kind: 'status', status: 400, times: 1_000 };
  await stack.vultr.fault({ ...fault, body: { error: 'Group limit reached.', status: 400 } });
  const hires = await Promise.all(['a', 'b'].map((name) => stack.start({ email: `${name}@example.com` })));
  for (const { id } of hires) {
    const stuck = await stack.reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'ensureGroup',
      code: 'vultr_refused',
      answer: 'Group limit reached.',
    });
  }
  await stack.vultr.call('DELETE', '/__sim/faults');
  await stack.runs.command(hires[0]?.id ?? '', 'retry', {}, { name: 'ops', requestId: 'one' });
  for (const { id } of hires) await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 1 });
});
