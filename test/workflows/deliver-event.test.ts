import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { DeliveryStatus } from '../../src/contract/api/delivery-view.ts';
import { eventTypes } from '../../src/contract/api/events.ts';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { startReceiver, type TestReceiver } from '../support/receiver.ts';
import { testIdKey } from '../support/id-key.ts';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import { executionsOf, workflowIdOf } from '../support/executions.ts';
import type { Stack, StackOptions } from '../support/stack.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

let receiver: TestReceiver;

beforeEach(async () => {
  receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
});

const startStack = (options: StackOptions = {}) =>
  stackForTest({ webhooks: receiver.webhooks(), ...options });

async function acceptedRun(stack: Stack, request: Partial<OnboardingRequest> = {}): Promise<string> {
  const { id } = await stack.start({ externalId: 'HR-7', ...request });
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  return id;
}

/** The history of the onboarding, without the register that follows it. */
async function onboardingHistory({ client }: Stack, id: string) {
  const workflowId = workflowIdOf(id);
  const [first] = await executionsOf(client, workflowId);
  return client.workflow.getHandle(workflowId, first?.runId).fetchHistory();
}

async function listed(stack: Stack, status: DeliveryStatus) {
  return (await stack.onboardings.listEvents({ status, limit: 50 })).items;
}

function arrived(count: number) {
  return until(
    `${count} events`,
    async () => receiver.received,
    (received) => received.length >= count,
  );
}

/** In the order in which they happened: they may arrive in another. */
function bySequence() {
  return receiver.received.toSorted((a, b) => a.event.data.sequence - b.event.data.sequence);
}

test('events are sent from a queue of their own, so that a slow receiver holds up no flow', async () => {
  const stack = await startStack();
  const id = await acceptedRun(stack);
  await stack.reached(id, 'completed');
  await arrived(3);
  const [delivery] = await until(
    'the deliveries',
    () => listed(stack, 'delivered'),
    ({ length }) => length === 3,
  );
  const { events } = await stack.client.workflow.getHandle(delivery?.id ?? '').fetchHistory();
  const queues = (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.taskQueue?.name ?? [],
  );
  expect(queues).toEqual([`events-${stack.organization}`]);
});

describe('events of an onboarding', () => {
  test.each([
    ['with its history in memory', 100],
    ['replayed at each task', 0],
  ])('straight through, %s: invited, accepted, completed, each once', async (_how, cachedWorkflows) => {
    const stack = await startStack({ cachedWorkflows });
    const id = await acceptedRun(stack);
    await stack.reached(id, 'completed');
    await arrived(3);
    const run = await stack.onboardings.get(id);
    const [invited, accepted, completed] = bySequence();

    expect(invited?.event).toMatchObject({
      type: 'onboarding.invited',
      data: {
        id,
        sequence: 1,
        externalId: 'HR-7',
        email: 'ada@example.com',
        group: { name: 'Developers' },
        invitation: { number: 1, status: 'pending' },
      },
    });
    expect(accepted?.event).toMatchObject({
      type: 'onboarding.accepted',
      data: {
        sequence: 2,
        invitation: { status: 'accepted' },
        timings: { acceptedAt: run.timings.acceptedAt },
      },
    });
    expect(completed?.event).toMatchObject({
      type: 'onboarding.completed',
      data: { sequence: 3, state: 'completed', timings: run.timings },
    });
    const ids = receiver.received.map(({ webhookId }) => webhookId);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((one) => /^event-[0-9a-f]{32}-[0-9a-f]{12}-[123]$/.test(one))).toBe(true);
    await until(
      'all delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length === 3,
    );
    expect(await stack.historyLength(id)).toBeLessThanOrEqual(70 + 3 * 6);
  });

  test('each invitation, each need for attention, and the end of a cancellation', async () => {
    const stack = await startStack({ dialect: { invitationLifetimeMs: 2_500 }, maxInvitations: 2 });
    const { id } = await stack.start();
    await stack.reached(id, 'needs_attention');
    await stack.onboardings.command(id, 'cancel', { reason: 'withdrawn' }, { name: 'ops', requestId: 'one' });
    await stack.reached(id, 'cancelled');
    await arrived(4);
    const events = bySequence().map(({ event }) => event);
    expect(events.map(({ type, data }) => [type, data.invitation?.number, data.attention?.code])).toEqual([
      ['onboarding.invited', 1, undefined],
      ['onboarding.invited', 2, undefined],
      ['onboarding.needs_attention', 2, 'invitation_unanswered'],
      ['onboarding.cancelled', 2, undefined],
    ]);
    expect(events.at(-1)?.data.state).toBe('cancelled');
  });

  test('an acceptance by the wrong person is not announced, and one that was approved is', async () => {
    const stack = await startStack();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await stack.vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    await stack.reached(id, 'needs_attention');
    await arrived(2);
    expect(bySequence().map(({ event }) => event.type)).toEqual([
      'onboarding.invited',
      'onboarding.needs_attention',
    ]);
    const approval = { address: 'mallory@example.com' };
    await stack.onboardings.command(id, 'approve-address', approval, { name: 'ops', requestId: 'one' });
    await stack.reached(id, 'completed');
    await arrived(4);
    expect(
      bySequence()
        .slice(2)
        .map(({ event }) => event.type),
    ).toEqual(['onboarding.accepted', 'onboarding.completed']);
  });

  test('an acceptance is announced once, also if what follows needs attention', async () => {
    const stack = await startStack();
    const body = { error: 'Not now', status: 400 };
    const match = { method: 'POST', path: '/v2/groups/*/members' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body });
    const id = await acceptedRun(stack);
    await stack.reached(id, 'needs_attention');
    await stack.onboardings.command(id, 'retry', {}, { name: 'ops', requestId: 'one' });
    await stack.reached(id, 'completed');
    await arrived(4);
    expect(bySequence().map(({ event }) => event.type)).toEqual([
      'onboarding.invited',
      'onboarding.accepted',
      'onboarding.needs_attention',
      'onboarding.completed',
    ]);
  });

  test('a rehire announces its own events', async () => {
    const stack = await startStack();
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, 'cancel', { reason: 'withdrawn' }, { name: 'ops', requestId: 'one' });
    await stack.reached(id, 'guarding');
    const again = await acceptedRun(stack, { rehire: true });
    await stack.reached(again, 'completed');
    await arrived(5);
    expect(receiver.types().toSorted()).toEqual([
      'onboarding.accepted',
      'onboarding.cancelled',
      'onboarding.completed',
      'onboarding.invited',
      'onboarding.invited',
    ]);
    expect(new Set(receiver.received.map(({ webhookId }) => webhookId)).size).toBe(5);
  });

  test('a receiver gets the types it subscribed to', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.completed']) });
    await stack.reached(await acceptedRun(stack), 'completed');
    await arrived(1);
    await until(
      'all delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length > 0,
    );
    expect(receiver.types()).toEqual(['onboarding.completed']);
    expect(await listed(stack, 'under_way')).toEqual([]);
  });

  test('no event without receivers, and no extra entry in the history', async () => {
    const stack = await stackForTest();
    const id = await acceptedRun(stack);
    await stack.reached(id, 'completed');
    const { events } = await onboardingHistory(stack, id);
    const activities = (events ?? []).map(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name,
    );
    expect(activities).toContain('grant');
    expect(activities).not.toContain('announceEvent');
    expect(await listed(stack, 'under_way')).toEqual([]);
    expect(await listed(stack, 'delivered')).toEqual([]);
  });
});

test('an event of a step that is interrupted is delivered all the same, before the onboarding ends', async () => {
  const webhooks = receiver.webhooks();
  let isReady = false;
  const [one] = webhooks.receivers;
  // Handing over fails for as long as this throws.
  const slow = {
    name: '',
    url: '',
    secret: [],
    ...one,
    get events() {
      if (!isReady) throw new Error('not yet');
      return [...eventTypes];
    },
  };
  const stack = await startStack({
    webhooks: { ...webhooks, receivers: [slow] },
    dialect: { invitationLifetimeMs: 2_500 },
  });
  const { id } = await stack.start();
  await stack.reached(id, 'awaiting_acceptance');
  // Long enough for a busy machine to interrupt it, and short enough to be guarded to its end.
  await stack.vultr.setDialect({ invitationLifetimeMs: 10_000 });
  await until(
    'the second invitation',
    () => stack.onboardings.get(id),
    ({ invitation }) => invitation?.number === 2,
  );
  const byOps = { name: 'ops', requestId: 'one' };
  await stack.onboardings.command(id, 'hold', {}, byOps);
  await stack.onboardings.command(id, 'resume', {}, byOps);
  await stack.onboardings.command(id, 'cancel', { reason: 'withdrawn' }, byOps);
  await stack.reached(id, 'cancelled');
  const execution = () => stack.client.workflow.getHandle(workflowIdOf(id)).describe();
  expect((await execution()).type).toBe('onboarding');
  expect(receiver.received).toEqual([]);

  isReady = true;
  await until('the register', execution, ({ type }) => type === 'person');
  await arrived(3);
  expect(bySequence().map(({ event }) => [event.type, event.data.invitation?.number])).toEqual([
    ['onboarding.invited', 1],
    ['onboarding.invited', 2],
    ['onboarding.cancelled', 2],
  ]);
});

describe('a failing receiver', () => {
  test('that returns 500 twice and then 200 gets the event under one ID', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.completed']) });
    receiver.respond((nth) => (nth <= 2 ? 500 : 200));
    await stack.reached(await acceptedRun(stack), 'completed');
    await until(
      'delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length === 1,
    );
    const [first, ...others] = receiver.received;
    expect(others).toEqual([first, first]);
  });

  test('that never responds does not keep an onboarding from ending', async () => {
    const stack = await startStack();
    receiver.respond(() => undefined);
    await stack.reached(await acceptedRun(stack), 'completed');
    expect((await listed(stack, 'delivered')).length).toBe(0);
    await until(
      'under way',
      () => listed(stack, 'under_way'),
      ({ length }) => length === 3,
    );
    receiver.stop();
  });

  test('is in the list of failed deliveries, with the error; a replay delivers under the same ID', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.completed']) });
    receiver.respond(() => 503);
    const id = await acceptedRun(stack);
    await stack.reached(id, 'completed');
    const [failed] = await until(
      'failed',
      () => listed(stack, 'failed'),
      ({ length }) => length === 1,
    );
    expect(failed).toMatchObject({
      status: 'failed',
      type: 'onboarding.completed',
      onboardingId: id,
      receiver: 'hr',
      error: expect.stringMatching(/^127\.0\.0\.1:\d+ responded with 503: answer 503$/),
      failedAt: expect.any(String),
    });
    expect(receiver.received).toHaveLength(4);

    receiver.respond(() => 200);
    const again = await stack.onboardings.replayEvent(failed?.id ?? '');
    expect(again).toMatchObject({ id: failed?.id, status: 'under_way' });
    await until(
      'delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length === 1,
    );
    expect(new Set(receiver.received.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(receiver.received).toHaveLength(5);
    expect(await listed(stack, 'failed')).toEqual([]);
  });

  test('that is gone (410) gets one attempt', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.completed']) });
    receiver.respond(() => 410);
    await stack.reached(await acceptedRun(stack), 'completed');
    await until(
      'failed',
      () => listed(stack, 'failed'),
      ({ length }) => length === 1,
    );
    expect(receiver.received).toHaveLength(1);
  });

  test('on an address that is not public gets no attempt', async () => {
    const stack = await startStack({
      webhooks: { ...receiver.webhooks(['onboarding.completed']), allowed: [] },
    });
    await stack.reached(await acceptedRun(stack), 'completed');
    const [failed] = await until(
      'failed',
      () => listed(stack, 'failed'),
      ({ length }) => length === 1,
    );
    expect(failed?.error).toMatch(/has no public network address/);
    expect(receiver.received).toHaveLength(0);
  });
});

describe('replay', () => {
  test('of a delivered event sends it again', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.invited']) });
    await stack.start();
    const [one] = await until(
      'delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length === 1,
    );
    await stack.onboardings.replayEvent(one?.id ?? '');
    await arrived(2);
    expect(receiver.received[1]).toEqual(receiver.received[0]);
  });

  test('of something that is not an event is refused', async () => {
    const stack = await startStack();
    const { id } = await stack.start();
    const refused = stack.onboardings.replayEvent(id);
    await expect(refused).rejects.toThrow(ProblemError);
    await expect(refused).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of a failed delivery is in progress and no longer failed', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.invited']) });
    receiver.respond(() => 410);
    await stack.start();
    const [failed] = await until(
      'failed',
      () => listed(stack, 'failed'),
      ({ length }) => length === 1,
    );
    receiver.respond(() => undefined);
    await stack.onboardings.replayEvent(failed?.id ?? '');
    const [again] = await until(
      'under way',
      () => listed(stack, 'under_way'),
      ({ length }) => length === 1,
    );
    expect(again?.id).toBe(failed?.id);
    expect(again).not.toHaveProperty('error');
    expect(await listed(stack, 'failed')).toEqual([]);
    receiver.stop();
  });

  test("of another organization's event is refused, and lists do not show it", async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.invited']) });
    await stack.start();
    const [ours] = await until(
      'delivered',
      () => listed(stack, 'delivered'),
      ({ length }) => length === 1,
    );
    const other = createOnboardings(createOrganizationClient(stack.client, 'another'), {
      idKey: testIdKey,
      maxInvitations: 5,
      timings: shortTimings,
    });
    expect((await other.listEvents({ status: 'delivered', limit: 50 })).items).toEqual([]);
    await expect(other.replayEvent(ours?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect(receiver.received).toHaveLength(1);
  });

  test('during a delivery is that delivery', async () => {
    const stack = await startStack({ webhooks: receiver.webhooks(['onboarding.invited']) });
    receiver.respond(() => undefined);
    await stack.start();
    const [one] = await until(
      'under way',
      () => listed(stack, 'under_way'),
      ({ length }) => length === 1,
    );
    await arrived(1);
    expect(await stack.onboardings.replayEvent(one?.id ?? '')).toMatchObject({ status: 'under_way' });
    expect(await listed(stack, 'under_way')).toHaveLength(1);
    receiver.stop();
  });
});
