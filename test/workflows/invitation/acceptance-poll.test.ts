import { describe, expect, test } from 'vitest';
import { hintSignal } from '../../../src/contract/temporal/messages.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';

/** Without a watch, and with no look of its own after the first for half of this at least. */
const patient = { timings: { checkEveryMs: 4_000, invitationLifetimeMs: 30 * 60_000 } };
const neverLooks = { timings: { checkEveryMs: 100_000_000, invitationLifetimeMs: 30 * 60_000 } };

async function waiting({ start, reached, vultr }: Stack) {
  const { id } = await start();
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await until(
    'the first look',
    async () => (await vultr.requests()).byOperation['GET /v2/invitation/{id}'] ?? 0,
    (looks) => looks >= 2,
  );
  return { id, invitationId: invitation?.id ?? '' };
}

const handleOf = ({ client }: Stack, id: string) => client.workflow.getHandle(workflowIdOf(id));

/** How many activities of each type all onboardings of the person have scheduled, and how many hints have arrived. */
async function historyOf({ client }: Stack, id: string) {
  const counts: Record<string, number> = {};
  for (const { runId } of await executionsOf(client, workflowIdOf(id))) {
    const { events } = await client.workflow.getHandle(workflowIdOf(id), runId).fetchHistory();
    for (const event of events ?? []) {
      const name =
        event.activityTaskScheduledEventAttributes?.activityType?.name ??
        event.workflowExecutionSignaledEventAttributes?.signalName;
      if (name) counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

/** How many workflow tasks were completed since the first hint. */
async function completedTasksSinceHint(stack: Stack, id: string): Promise<number> {
  const { events = [] } = await handleOf(stack, id).fetchHistory();
  const first = events?.findIndex((event) => event.workflowExecutionSignaledEventAttributes) ?? 0;
  return (events ?? []).slice(first).filter((event) => event.workflowTaskCompletedEventAttributes).length;
}

/** Why workflow tasks of the person have failed. */
async function failedTasksOf({ client }: Stack, id: string): Promise<string[]> {
  const failures: string[] = [];
  for (const { runId } of await executionsOf(client, workflowIdOf(id))) {
    const { events } = await client.workflow.getHandle(workflowIdOf(id), runId).fetchHistory();
    for (const { workflowTaskFailedEventAttributes: failed } of events ?? [])
      if (failed) failures.push(failed.failure?.message ?? 'no message');
  }
  return failures;
}

describe('a hint', () => {
  test('makes an onboarding that waits look at once, and wait on if nothing has changed', async () => {
    const stack = await stackForTest(neverLooks);
    const { vultr, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await until(
      'a poll that a hint replaces',
      async () => {
        await handleOf(stack, id).signal(hintSignal);
        return (await historyOf(stack, id))['awaitAcceptance'];
      },
      (polls) => polls === 2,
    );
    expect((await reached(id, 'awaiting_acceptance')).state).toBe('awaiting_acceptance');
    await vultr.accept(invitationId);
    await until(
      'access',
      async () => {
        if ((await stack.onboardings.get(id)).state === 'awaiting_acceptance')
          await handleOf(stack, id).signal(hintSignal);
        return (await stack.onboardings.get(id)).state;
      },
      (state) => state === 'completed',
    );
  });

  test('that arrives with others leaves one poll of hints', async () => {
    const stack = await stackForTest(neverLooks);
    const { id } = await waiting(stack);
    await stack.whileStopped(async () => {
      for (let count = 0; count < 20; count++) await handleOf(stack, id).signal(hintSignal);
    });
    const history = await until(
      'a poll of the hints',
      () => historyOf(stack, id),
      ({ awaitAcceptance = 0 }) => awaitAcceptance >= 2,
    );
    expect(history).toMatchObject({ awaitAcceptance: 2, hint: 20 });
  });

  test('right after the start of a poll, and a command that follows, replay on a worker without a cache', async () => {
    const stack = await stackForTest({ ...neverLooks, cachedWorkflows: 0 });
    const { vultr, onboardings, reached, start } = stack;
    // Then nobody waits for the group, and nothing comes between the hint and the command.
    const first = await waiting(stack);
    await vultr.accept(first.invitationId);
    await handleOf(stack, first.id).signal(hintSignal);
    await reached(first.id, 'completed');
    const { id } = await start({ email: 'omar@example.com' });
    await until(
      'a poll',
      async () => (await historyOf(stack, id))['awaitAcceptance'],
      (polls) => polls === 1,
    );
    // The task of the first hint keeps the one of the second apart from the commands that have started the poll.
    for (const hints of [1, 2]) {
      await handleOf(stack, id).signal(hintSignal);
      await until(
        'a task of the hint',
        () => completedTasksSinceHint(stack, id),
        (tasks) => tasks === hints,
      );
    }
    const hintedAt = Date.now();
    await until(
      'a later time',
      () => Date.now() - hintedAt,
      (ms) => ms > 1_500,
    );
    await onboardings.command(id, 'cancel', { reason: 'no offer' }, { name: 'ops', requestId: 'one' });
    await reached(id, 'guarding');
    expect(await failedTasksOf(stack, id)).toEqual([]);
  });

  test('changes nothing for an onboarding on hold, or for a person who is registered', async () => {
    const stack = await stackForTest(patient);
    const { vultr, onboardings, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await onboardings.command(id, 'hold', {}, { name: 'ops', requestId: 'one' });
    const polls = async () => (await historyOf(stack, id))['awaitAcceptance'];
    const before = await polls();
    await handleOf(stack, id).signal(hintSignal);
    await until(
      'the hint',
      async () => (await historyOf(stack, id))['hint'],
      (hints) => hints === 1,
    );
    expect(await polls()).toBe(before);
    await onboardings.command(id, 'resume', {}, { name: 'ops', requestId: 'two' });
    await vultr.accept(invitationId);
    await reached(id, 'completed');
    const looks = async () => (await vultr.requests()).total;
    const requests = await looks();
    await handleOf(stack, id).signal(hintSignal);
    await until(
      'the hint',
      async () => (await historyOf(stack, id))['hint'],
      (hints) => hints === 2,
    );
    expect(await looks()).toBe(requests);
    expect((await onboardings.get(id)).state).toBe('completed');
  });
});

test('a person who accepts right after a resend is noticed by the same poll, without a watch', async () => {
  const stack = await stackForTest({
    timings: { checkEveryMs: 100_000_000 },
    dialect: { invitationLifetimeMs: 4_000 },
  });
  const { id } = await stack.start();
  // The expiry after this one lies beyond the test.
  await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.setDialect({ invitationLifetimeMs: 3_600_000 });
  const { invitation } = await until(
    'the resend',
    () => stack.onboardings.get(id),
    (view) => view.invitation?.number === 2,
  );
  await stack.vultr.accept(invitation?.id ?? '');
  await stack.reached(id, 'completed');
  expect((await historyOf(stack, id))['awaitAcceptance']).toBe(1);
});

test('the poll ends with the acceptance if a later step waits for an operator', async () => {
  const stack = await stackForTest(neverLooks);
  const { id, invitationId } = await waiting(stack);
  await stack.vultr.fault({
    match: { method: 'POST', path: '/v2/groups/*/members' },
    kind: 'status',
    status: 400,
    body: { error: 'Not now.' },
    times: 100,
  });
  await stack.vultr.accept(invitationId);
  await until(
    'the acceptance',
    async () => {
      await handleOf(stack, id).signal(hintSignal);
      return (await stack.onboardings.get(id)).state;
    },
    (state) => state === 'needs_attention',
  );
  const { raw } = await handleOf(stack, id).describe();
  expect(raw.pendingActivities ?? []).toEqual([]);
});
