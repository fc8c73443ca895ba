import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { watchTimings } from '../../src/config/fixed-timings.ts';
import { wakeSignal } from '../../src/contract/temporal/messages.ts';
import {
  type InvitationWatchInput,
  invitationWatchIdFor,
  type WatchRoundInput,
  type WatchRoundResult,
  type WatchState,
} from '../../src/contract/temporal/invitation-watch.ts';
import { executionsOf, workflowIdOf } from '../support/executions.ts';
import type { Stack, StackOptions } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

/** Runs that would look for themselves only in half an hour, so what they notice they have from the watch. */
const startStack = (options: StackOptions = {}) =>
  stackForTest({
    watch: {},
    ...options,
    timings: { checkEveryMs: 30 * 60_000, invitationLifetimeMs: 30 * 60_000, ...options.timings },
    dialect: { requestsPerSecond: 0, ...options.dialect },
  });

const operator = { name: 'ops', requestId: 'one' };

async function waiting({ start, reached }: Stack, email = 'ada@example.com') {
  const { id } = await start({ email });
  const { invitation } = await reached(id, 'awaiting_acceptance');
  return { id, invitationId: invitation?.id ?? '' };
}

/** How many hints all executions of the person have received. */
async function hintsTo({ client }: Stack, id: string): Promise<number> {
  const histories = await Promise.all(
    (await executionsOf(client, workflowIdOf(id))).map(({ runId }) =>
      client.workflow.getHandle(workflowIdOf(id), runId).fetchHistory(),
    ),
  );
  return histories
    .flatMap(({ events }) => events ?? [])
    .filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'hint').length;
}

/** What the watch reports with its heartbeat; `undefined` while it sleeps. */
async function watchState({ client, organization }: Stack): Promise<WatchState | undefined> {
  const { raw } = await client.workflow.getHandle(invitationWatchIdFor(organization)).describe();
  const payloads = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads;
  const [state] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return state as WatchState | undefined;
}

/** So that the first look of a run, which comes at once, is over. */
async function firstLookIsOver({ vultr }: Stack, least = 2): Promise<void> {
  await until(
    'the first look',
    async () => (await vultr.requests()).byOperation['GET /v2/invitation/{id}'] ?? 0,
    (count) => count >= least,
  );
}

describe('the watch hints to an onboarding whose invitation has changed', () => {
  test.each([
    ['if the list shows every invitation', { invitationList: 'all' }],
    ['where it shows pending ones only', { invitationList: 'pending' }],
  ] as const)('%s', async (_where, dialect) => {
    const stack = await startStack({ dialect });
    const { vultr, reached, historyLength } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    await vultr.accept(invitationId);
    await reached(id, 'completed');
    expect(await hintsTo(stack, id)).toBeGreaterThanOrEqual(1);
    // No timer loop, and no event for each poll.
    expect(await historyLength(id)).toBeLessThanOrEqual(72);
  });

  test('that no sweep has seen pending, because someone was quick', async () => {
    const stack = await startStack({ watch: { sweepEveryMs: 8_000 } });
    const { vultr, reached, start } = stack;
    // Keeps the watch between two sweeps.
    await waiting(stack, 'grace@example.com');
    await until(
      'a sweep',
      async () => (await watchState(stack))?.sweeps ?? 0,
      (sweeps) => sweeps >= 1,
    );
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    // Only a hint can tell it: its own looks fail.
    await vultr.fault({
      match: { method: 'GET', path: '/v2/invitation/*' },
      kind: 'html-504',
      times: 1_000_000,
    });
    await vultr.accept(invitation?.id ?? '');
    await until(
      'a hint',
      () => hintsTo(stack, id),
      (count) => count >= 1,
    );
    await vultr.clearFaults();
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });

  test('if an accepted invitation cannot be read any more', async () => {
    const stack = await startStack();
    const { vultr, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    const notThere = { kind: 'status', status: 404, body: { error: 'Invite not found.', status: 404 } };
    const match = { method: 'GET', path: '/v2/invitation/*' };
    await vultr.fault({ match, ...notThere, times: 1_000_000 });
    await vultr.accept(invitationId);
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });

  test('also if it is cancelled and guards it', async () => {
    const stack = await startStack();
    const { vultr, onboardings, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await onboardings.command(id, 'cancel', { reason: 'hired by mistake' }, operator);
    await reached(id, 'guarding');
    await firstLookIsOver(stack, 3);
    await vultr.accept(invitationId);
    expect((await reached(id, 'cancelled')).removals).toHaveLength(1);
  });

  test('and is not misled by invitations that others sent', async () => {
    const stack = await startStack();
    const { vultr, reached } = stack;
    const other = (await vultr.call('POST', '/v2/invitation', { email_invited: 'eve@example.com' })) as {
      invitation?: { id: string };
      id?: string;
    };
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    await vultr.accept(other.invitation?.id ?? other.id ?? '');
    await vultr.accept(invitationId);
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });

  test('also if its own read does not show the change yet', async () => {
    const stack = await startStack({ timings: { settleMs: 6_000 } });
    const { vultr, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    const notThere = { kind: 'status', status: 404, body: { error: 'Invite not found.', status: 404 } };
    await vultr.fault({ match: { method: 'GET', path: '/v2/invitation/*' }, ...notThere, times: 2 });
    await vultr.accept(invitationId);
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });
});

describe('the watch', () => {
  test('is woken by a new invitation, and sleeps while none is pending', async () => {
    const stack = await startStack();
    const { vultr, client, organization, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    await vultr.accept(invitationId);
    await reached(id, 'completed');
    const handle = client.workflow.getHandle(invitationWatchIdFor(organization));
    const pendingActivities = async () => (await handle.describe()).raw.pendingActivities?.length ?? 0;
    await until('its sleep', pendingActivities, (count) => count === 0);
    const second = await waiting(stack, 'grace@example.com');
    await until('it to be awake', pendingActivities, (count) => count === 1);
    await firstLookIsOver(stack, 5);
    await vultr.accept(second.invitationId);
    expect((await reached(second.id, 'completed')).evidence).toBeDefined();
  });

  test('finds on start what was accepted while no watch was running', async () => {
    const stack = await startStack({ dialect: { invitationList: 'pending' } });
    const { vultr, client, organization, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    const handle = client.workflow.getHandle(invitationWatchIdFor(organization));
    await handle.terminate();
    await until(
      'its end',
      async () => (await handle.describe()).status.name,
      (name) => name === 'TERMINATED',
    );
    await vultr.accept(invitationId);
    // Any invitation wakes it, and starts it where it is gone.
    await waiting(stack, 'grace@example.com');
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });

  test('continues after a failed sweep', async () => {
    const stack = await startStack();
    const { vultr, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await firstLookIsOver(stack);
    await vultr.fault({ match: { method: 'GET', path: '/v2/invitation' }, kind: 'html-504', times: 6 });
    await until('the faults', vultr.pendingFaults, (count) => count === 0);
    await vultr.accept(invitationId);
    expect((await reached(id, 'completed')).evidence).toBeDefined();
  });
});

describe('an idle watch', () => {
  test('writes at most 1,000 events a day', async () => {
    const stack = await startStack({ watch: { idleMs: 300, lingerMs: 0 } });
    const { client, organization, vultr, reached } = stack;
    const { id, invitationId } = await waiting(stack);
    await vultr.accept(invitationId);
    await reached(id, 'completed');
    const handle = client.workflow.getHandle(invitationWatchIdFor(organization));
    const observe = async () => {
      const { events = [] } = await handle.fetchHistory();
      const sleeps = events?.filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes) ?? [];
      return { sleeps: sleeps.length, events: Number(sleeps.at(-1)?.eventId ?? 0) };
    };
    const first = await until('a sleep', observe, ({ sleeps }) => sleeps >= 1);
    const last = await until('more sleeps', observe, ({ sleeps }) => sleeps >= first.sleeps + 4);
    const eventsPerSleep = (last.events - first.events) / (last.sleeps - first.sleeps);
    const sleepsPerDay = (24 * 60 * 60_000) / watchTimings.idleMs;
    expect(eventsPerSleep * sleepsPerDay).toBeLessThanOrEqual(1_000);
  });

  test('misses no wake that arrives while its activity returns', async () => {
    let rounds = 0;
    const watch = await fakeWatch(async (handle, input) => {
      rounds++;
      if (rounds === 1) await handle.signal(wakeSignal, input);
      return { isNeeded: false, movedTotals: 0 };
    });
    await watch.run(async () => {
      const another = await until(
        'another round',
        () => rounds,
        (count) => count >= 2,
      );
      expect(another).toBe(2);
    });
  });
});

test('a watch that many workers wake ends its round early, and continues as new with what it has learned', async () => {
  const learned: number[] = [];
  const watch = await fakeWatch(async (_handle, { movedTotals }) => {
    learned.push(movedTotals);
    const { cancelled, heartbeat } = Context.current();
    const beating = setInterval(heartbeat, 200);
    await cancelled.catch(() => undefined);
    clearInterval(beating);
    return { isNeeded: true, movedTotals: movedTotals + 1 };
  });
  await watch.run(async (handle, input) => {
    const first = await handle.describe();
    await until(
      'the first round',
      () => learned.length,
      (count) => count === 1,
    );
    // Temporal suggests to continue as new after 4,096 events.
    for (let wave = 0; wave < 42 && learned.length === 1; wave++) {
      await Promise.all(Array.from({ length: 100 }, () => handle.signal(wakeSignal, input)));
    }
    await until(
      'the next round',
      () => learned,
      (rounds) => rounds.length >= 2,
    );
    expect(learned).toEqual([0, 1]);
    expect((await handle.describe()).runId).not.toBe(first.runId);
  });
});

type FakeRound = (handle: WorkflowHandle, input: WatchRoundInput) => Promise<WatchRoundResult>;

/** A watch on a worker of its own, whose activity does what the test says. */
async function fakeWatch(round: FakeRound) {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const client = new Client({
    connection: await Connection.connect({ address: inject('temporalAddress') }),
  });
  const organization = randomUUID();
  const workflowId = invitationWatchIdFor(organization);
  const queue = `queue-${organization}`;
  const input: InvitationWatchInput = {
    organization,
    taskQueues: { onboarding: queue, vultr: queue },
    sweepEveryMs: 1_000,
    requestsPerSecond: 1,
    ...watchTimings,
  };
  const handle = client.workflow.getHandle(workflowId);
  const worker = await Worker.create({
    connection,
    taskQueue: queue,
    workflowBundle: { codePath: inject('workflowBundlePath') },
    // Traces are not what this is about.
    sinks: { exporter: { export: { fn: () => {} } } },
    activities: { watchInvitations: (asked: WatchRoundInput) => round(handle, asked) },
  });
  return {
    async run(act: (handle: WorkflowHandle, input: InvitationWatchInput) => Promise<void>): Promise<void> {
      await worker.runUntil(async () => {
        await client.workflow.start('invitationWatch', { workflowId, taskQueue: queue, args: [input] });
        await act(handle, input);
        await handle.terminate();
      });
      await connection.close();
      await client.connection.close();
    },
  };
}

describe('a key that Vultr refuses', () => {
  test('with 401 ends no onboarding: open ones and new ones wait, and continue by themselves', async () => {
    const status = 401;
    const stack = await startStack();
    const { vultr, start, reached, onboardings } = stack;
    const first = await waiting(stack);
    await firstLookIsOver(stack);
    await vultr.fault({ kind: 'status', status, body: { error: 'No.', status }, times: 1_000_000 });
    await vultr.accept(first.invitationId);
    const others = await Promise.all(['b', 'c', 'd'].map((name) => start({ email: `${name}@example.com` })));
    const refused = async () => (await vultr.requests()).byStatus[String(status)] ?? 0;
    await until('the closed gate', refused, (count) => count >= 1);
    // By then it has probed twice, and nobody has tried but the probe.
    const atFirst = await refused();
    await until('two probes', refused, (count) => count >= atFirst + 2);
    expect((await refused()) - atFirst).toBeLessThan(5);
    for (const { id } of others) expect((await onboardings.get(id)).state).toBe('checking');

    await vultr.clearFaults();
    await reached(first.id, 'completed');
    for (const { id } of others) await reached(id, 'awaiting_acceptance');
  });
});
