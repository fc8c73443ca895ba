import { describe, expect, test } from 'vitest';
import { invitationWatchIdFor } from '../../src/contract/temporal/invitation-watch.ts';
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
    // No signal, no timer loop: a hint costs no event.
    expect(await historyLength(id)).toBeLessThanOrEqual(60);
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
