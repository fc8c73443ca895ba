import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { groupWorkflowIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import { requestAccessSignal } from '../../src/contract/temporal/messages.ts';
import type { RequestAccessInput, GroupRequest } from '../../src/contract/temporal/step-data.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { testIdKey } from '../support/id-key.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';

let stack: Stack;

afterEach(() => stack.stop());

/** Sends a request as an onboarding would that has ended by now. Returns the writer's workflow ID. */
async function ask(policies: GroupRequest['policies'] = [], timings = shortTimings): Promise<string> {
  const client = createOrganizationClient(stack.client, stack.organization);
  const { taskQueues: queues } = client;
  const start: RequestAccessInput['start'] = {
    name: 'Developers',
    description: '',
    timings,
    taskQueue: queues.onboarding,
    vultrTaskQueue: queues.vultr,
  };
  const request: GroupRequest = { requestId: randomUUID(), workflowId: 'nobody', policies };
  const workflowId = groupWorkflowIdFor(testIdKey, stack.organization, 'Developers');
  await client.signalWithStart(workflows.groupWriter, {
    workflowId,
    args: [start],
    signal: requestAccessSignal,
    signalArgs: [request],
  });
  return workflowId;
}

test('the writer of a group continues as new, and no request falls between two executions', async () => {
  // The writer does not end between waves.
  const patient = { ...shortTimings, groupIdleMs: 600_000 };
  stack = await startStack({ dialect: { requestsPerSecond: 0 } });
  const workflowId = await ask([], patient);
  const { runId } = await stack.client.workflow.getHandle(workflowId).describe();
  const firstRun = stack.client.workflow.getHandle(workflowId, runId);
  const statusOfFirstRun = async () => (await firstRun.describe()).status.name;

  let asked = 0;
  const askForAnother = async () => {
    const name = `Policy ${asked++}`;
    const { id } = (await stack.vultr.call('POST', '/__sim/policies', { name })) as { id: string };
    await ask([{ id, name }], patient);
  };
  const wave = async () => {
    await Promise.all(Array.from({ length: 20 }, askForAnother));
    // Each requests a policy of its own, so a forgotten request is noticed. (Temporal takes the task away from a
    // workflow that 100 events come in upon: the next wave waits for this one.)
    await until(
      'every policy that was asked for',
      async () => (await stack.vultr.counts())['attachments'],
      (attachments) => attachments === asked,
    );
  };

  // A few events per request, until one execution of the writer has enough.
  while ((await statusOfFirstRun()) === 'RUNNING') await wave();
  expect(await statusOfFirstRun()).toBe('CONTINUED_AS_NEW');
  await wave();
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: asked });
});

test('the writer of a group ends without requests, and starts again with the next one', async () => {
  stack = await startStack();
  const handle = stack.client.workflow.getHandle(await ask());
  await until(
    'its end',
    async () => (await handle.describe()).status.name,
    (status) => status === 'COMPLETED',
  );
  const { id } = await stack.start();
  await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1 });
});

test('every onboarding learns that its group cannot be created; after the repair one retry serves them all', async () => {
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
  await stack.onboardings.command(hires[0]?.id ?? '', 'retry', {}, { name: 'ops', requestId: 'one' });
  for (const { id } of hires) await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 1 });
});
