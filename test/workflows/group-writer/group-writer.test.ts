import { randomUUID } from 'node:crypto';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { afterEach, describe, expect, test } from 'vitest';
import { groupWorkflowIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import type { GroupWriterCheckpoint } from '../../../src/contract/temporal/group-writer-checkpoint.ts';
import { requestAccessSignal } from '../../../src/contract/temporal/messages.ts';
import type {
  GroupAnswer,
  GroupRequest,
  PinnedPolicy,
  RequestAccessInput,
} from '../../../src/contract/temporal/step-data.ts';
import { createOrganizationClient } from '../../../src/temporal/organization-client.ts';
import { workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { testIdKey } from '../../support/id-key.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { shortTimings } from '../../support/timings.ts';
import { until } from '../../support/until.ts';

let stack: Stack;

afterEach(() => stack.stop());

/** Sends a request as an onboarding would that has ended by now. Returns the writer's workflow ID. */
async function ask(
  request: Partial<GroupRequest> = {},
  timings = shortTimings,
  checkpoint?: GroupWriterCheckpoint,
): Promise<string> {
  const client = createOrganizationClient(stack.client, stack.organization);
  const { taskQueues: queues } = client;
  const start: RequestAccessInput['start'] = {
    name: 'Developers',
    description: '',
    timings,
    taskQueue: queues.onboarding,
    vultrTaskQueue: queues.vultr,
  };
  const nobody = { requestId: randomUUID(), workflowId: 'nobody', policies: [] };
  const workflowId = writerId();
  await client.signalWithStart(workflows.groupWriter, {
    workflowId,
    args: checkpoint === undefined ? [start] : [start, checkpoint],
    signal: requestAccessSignal,
    signalArgs: [{ ...nobody, ...request }],
  });
  return workflowId;
}

const writerId = () => groupWorkflowIdFor(testIdKey, stack.organization, 'Developers');

async function createPolicy(name: string): Promise<PinnedPolicy> {
  const { id } = (await stack.vultr.call('POST', '/__sim/policies', { name })) as { id: string };
  return { id, name };
}

/** Every answer that the executions of the writer have sent, the oldest first. */
async function answersSent(): Promise<GroupAnswer[]> {
  const converter = stack.client.options.loadedDataConverter;
  const answers: GroupAnswer[] = [];
  for (const { runId } of await executionsOf(stack.client, writerId())) {
    const { events } = await stack.client.workflow.getHandle(writerId(), runId).fetchHistory();
    for (const event of events ?? []) {
      const payloads = event.signalExternalWorkflowExecutionInitiatedEventAttributes?.input?.payloads;
      if (payloads) answers.push(...((await decodeArrayFromPayloads(converter, payloads)) as GroupAnswer[]));
    }
  }
  return answers;
}

/** How many requests the writer has answered with a success or a failure. */
async function answered(ok: boolean): Promise<number> {
  const answers = (await answersSent()).filter((answer) => answer.ok === ok);
  return new Set(answers.map(({ requestId }) => requestId)).size;
}

const numbered = (number: number) => ({
  requestId: `request ${number}`,
  workflowId: `nobody ${number}`,
});

const email = (name: string) => ({ email: `${name}@example.com` });

const refusal = {
  kind: 'status',
  status: 400,
  times: 100_000,
  body: { error: 'Limit reached.', status: 400 },
};

test('the writer of a group continues as new, and no request falls between two executions', async () => {
  // The writer does not end between waves.
  const patient = { ...shortTimings, groupIdleMs: 600_000 };
  stack = await startStack({ dialect: { requestsPerSecond: 0 } });
  const workflowId = await ask({}, patient);
  const { runId } = await stack.client.workflow.getHandle(workflowId).describe();
  const firstRun = stack.client.workflow.getHandle(workflowId, runId);
  const statusOfFirstRun = async () => (await firstRun.describe()).status.name;

  let asked = 0;
  const askForAnother = async () => {
    await ask({ policies: [await createPolicy(`Policy ${asked++}`)] }, patient);
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
  await stack.vultr.fault({ match: { method: 'POST', path: '/v2/groups' }, ...refusal });
  const hires = await Promise.all(['a', 'b'].map((name) => stack.start(email(name))));
  for (const { id } of hires) {
    const stuck = await stack.reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'ensureGroup',
      code: 'vultr_refused',
      answer: 'Limit reached.',
    });
  }
  await stack.vultr.call('DELETE', '/__sim/faults');
  await stack.onboardings.command(hires[0]?.id ?? '', 'retry', {}, { name: 'ops', requestId: 'one' });
  for (const { id } of hires) await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 1 });
});

test(
  'after the repair, one retry serves 2,100 requests that failed, in chunks that Temporal takes',
  { timeout: 240_000 },
  async () => {
    stack = await startStack();
    await stack.vultr.fault({ match: { method: 'POST', path: '/v2/groups' }, ...refusal });
    const policies = [await createPolicy('Provisioning of 2,100')];
    const numbers = Array.from({ length: 2_100 }, (_, number) => number);
    // As if they had come in to an execution before this one.
    const waiting = numbers.map((number) => {
      const { requestId, workflowId } = numbered(number);
      return [requestId, workflowId, 0] as const;
    });
    const retry = { ...numbered(0), policies };
    await ask(retry, shortTimings, { policySets: [policies], waiting, failed: [], dropped: 0 });
    await until(
      'every refusal',
      () => answered(false),
      (count) => count === numbers.length,
      120_000,
    );
    await stack.vultr.clearFaults();
    await ask(retry);
    await until(
      'every success',
      () => answered(true),
      (count) => count === numbers.length,
      120_000,
    );
    expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 1 });
    expect((await executionsOf(stack.client, writerId())).length).toBeGreaterThan(3);
  },
);

test('each hire is judged by their own policies, and one retry serves everyone who can be served', async () => {
  stack = await startStack({ timings: { groupIdleMs: 60_000 } });
  const bad = await createPolicy('Bad');
  await createPolicy('Good');
  await stack.vultr.fault({ match: { method: 'POST', path: `/v2/policies/${bad.id}/groups/*` }, ...refusal });
  const stuck = await Promise.all(
    ['a', 'b'].map((name) => stack.start({ ...email(name), policies: ['Good', 'Bad'] })),
  );
  const served = await stack.start({ ...email('c'), policies: ['Good'] });
  await until(
    'the group',
    () => stack.onboardings.get(served.id),
    ({ group }) => group.id !== undefined,
  );
  for (const { id } of stuck) {
    const { attention } = await stack.reached(id, 'needs_attention');
    expect(attention).toMatchObject({ step: 'attachPolicies', code: 'vultr_refused' });
    expect(attention?.detail).toContain('The policy "Bad" is not attached');
  }
  await stack.vultr.clearFaults();
  await stack.onboardings.command(stuck[0]?.id ?? '', 'retry', {}, { name: 'ops', requestId: 'one' });
  for (const { id } of [...stuck, served]) await stack.reached(id, 'awaiting_acceptance');
  expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 2 });
});

describe('a terminated writer', () => {
  test('whose attempt still creates the group does not lead to a second one', async () => {
    stack = await startStack({
      timings: { groupAnswerMs: 1_000, attemptTimeoutMs: 8_000 },
      dialect: { duplicateGroupName: 'allowed' },
    });
    const createGroup = { method: 'POST', path: '/v2/groups' };
    const delayMs = 4_000;
    await stack.vultr.fault({ match: createGroup, kind: 'slow', when: 'before', delayMs });
    const { id } = await stack.start();
    await until('the attempt', stack.vultr.pendingFaults, (count) => count === 0);
    const takenBy = Date.now();
    const { runId } = await stack.client.workflow.getHandle(writerId()).describe();
    await stack.client.workflow.getHandle(writerId(), runId).terminate();
    await until(
      'the group',
      () => stack.onboardings.get(id),
      ({ group }) => group.id !== undefined,
    );
    await until('the end of the first attempt', Date.now, (now) => now > takenBy + delayMs + 500);
    expect((await stack.client.workflow.getHandle(writerId()).describe()).runId).not.toBe(runId);
    expect(await stack.vultr.counts()).toMatchObject({ groups: 1, attachments: 1 });
  });

  test('is asked again after the same pause each time', async () => {
    stack = await startStack({ timings: { groupAnswerMs: 1_000, retryMaxMs: 1_000 } });
    await stack.vultr.fault({
      match: { method: 'GET', path: '/v2/groups/*/policies' },
      kind: 'error-before',
      times: 6,
    });
    const { id } = await stack.start();
    await until(
      'the group',
      () => stack.onboardings.get(id),
      ({ group }) => group.id !== undefined,
    );
    const { events } = await stack.client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
    const asked = (events ?? []).filter(({ markerRecordedEventAttributes }) => markerRecordedEventAttributes);
    expect(asked.length).toBeGreaterThan(3);
    const pauses = (events ?? []).map(({ timerStartedEventAttributes: timer }) =>
      Number(timer?.startToFireTimeout?.seconds ?? 0),
    );
    expect(pauses.filter((seconds) => seconds === 1)).toHaveLength(asked.length);
  });
});

test('a writer that is cancelled in Temporal answers everyone who has asked', async () => {
  stack = await startStack();
  const match = { method: 'POST', path: '/v2/groups' };
  await stack.vultr.fault({ match, kind: 'slow', delayMs: 1_500 });
  const workflowId = await ask(numbered(1));
  await until('the writing', stack.vultr.pendingFaults, (count) => count === 0);
  await stack.client.workflow.getHandle(workflowId).cancel();
  await ask(numbered(2));
  await until(
    'both answers',
    () => answered(true),
    (count) => count === 2,
  );
  expect(await answered(false)).toBe(0);
});
