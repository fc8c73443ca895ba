import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import { workflowIdOf } from '../../support/executions.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { withStack } from '../../support/with-stack.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });
const because = { reason: 'the offer was withdrawn' };

const confirming = { method: 'GET', path: '/v2/users' };
const adding = { method: 'POST', path: '/v2/groups/*/members' };
const effectivePolicies = { method: 'GET', path: '/v2/users/*/policies' };
const slow = { kind: 'slow', when: 'after', delayMs: 3_000 };
const unavailable = { kind: 'error-before', times: 100 };

/** Waits until the fault has caught its request. */
const untilCaught = ({ vultr }: Stack) => until('the trap', vultr.pendingFaults, (count) => count === 0);

const untilStep = ({ onboardings }: Stack, id: string, step: string): Promise<OnboardingView> =>
  until(
    step,
    () => onboardings.get(id),
    (view) => view.step === step,
  );

const messagesOf = ({ history }: OnboardingView) => history.map(({ message }) => message);

/** Accepts, so that the onboarding grants access. */
async function accepted({ start, reached, vultr }: Stack): Promise<string> {
  const { id } = await start();
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await vultr.accept(invitation?.id ?? '');
  return id;
}

/** Lets the onboarding of an earlier member run into the fault. They stay in the organization whatever happens. */
async function member(stack: Stack, fault: object): Promise<string> {
  await stack.vultr.addUser('ada@example.com');
  await stack.vultr.fault(fault);
  const { id } = await stack.start();
  return id;
}

async function addByHand({ vultr }: Stack): Promise<void> {
  const { groups } = (await vultr.call('GET', '/v2/groups')) as { groups: { id: string }[] };
  const { users } = (await vultr.call('GET', '/v2/users')) as { users: { id: string; email: string }[] };
  const ada = users.find(({ email }) => email === 'ada@example.com');
  await vultr.call('POST', `/v2/groups/${groups[0]?.id}/members`, { user_id: ada?.id, display_name: 'Ada' });
}

function textOf(bytes?: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString();
}

/** The heartbeat of the pending activity, as Temporal has stored it. */
async function heartbeatOf({ client }: Stack, id: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(workflowIdOf(id)).describe();
  const payloads = (raw.pendingActivities ?? []).flatMap(
    ({ heartbeatDetails }) => heartbeatDetails?.payloads ?? [],
  );
  return payloads.map(({ data, metadata }) => textOf(metadata?.['encoding']) + textOf(data)).join(' ');
}

async function activitiesOf({ client }: Stack, id: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  return (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );
}

describe.concurrent('the API shows the step', () => {
  test('that is in progress, and a list the state that the onboarding has entered', () =>
    withStack({}, async (stack) => {
      const { vultr, onboardings, reached } = stack;
      await vultr.fault({ match: adding, ...slow });
      const id = await accepted(stack);
      expect(await untilStep(stack, id, 'addMember')).toMatchObject({ state: 'granting' });
      const heartbeat = await heartbeatOf(stack, id);
      expect(heartbeat).toMatch(/encrypted/);
      expect(heartbeat).not.toMatch(/addMember|example\.com/);
      await untilCaught(stack);
      await vultr.fault({ match: effectivePolicies, ...slow });
      const verifying = await reached(id, 'verifying');
      expect(verifying.step).toBe('verifyAccess');
      expect(verifying.nextStep).toMatch(/read back/);
      await until(
        'the list',
        () => onboardings.list({ email: 'ada@example.com', limit: 50 }),
        ({ items }) => items[0]?.state === 'granting',
      );
      await reached(id, 'completed');
    }));

  test('while the activity pauses between two attempts', () =>
    withStack({}, async (stack) => {
      const { vultr, reached } = stack;
      await vultr.fault({ match: effectivePolicies, ...unavailable });
      const id = await accepted(stack);
      await untilStep(stack, id, 'verifyAccess');
      await until(
        'the activity that continues',
        () => activitiesOf(stack, id),
        (names) => names.filter((name) => name === 'grant').length === 2,
      );
      expect(await stack.onboardings.get(id)).toMatchObject({ state: 'verifying', step: 'verifyAccess' });
      await vultr.clearFaults();
      const done = await reached(id, 'completed');
      expect(messagesOf(done).filter((message) => message === 'added to the group')).toHaveLength(1);
    }));
});

describe.concurrent('a hold', () => {
  test('while the person is confirmed acts before anything is written; resumed, it looks first', () =>
    withStack({}, async (stack) => {
      const { vultr, onboardings, reached, start } = stack;
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await vultr.fault({ match: confirming, ...slow });
      await vultr.accept(invitation?.id ?? '');
      await untilCaught(stack);
      await onboardings.command(id, 'hold', {}, operator());
      await reached(id, 'on_hold');
      expect(await vultr.counts()).toMatchObject({ memberships: 0 });
      await onboardings.command(id, 'resume', {}, operator());
      expect(messagesOf(await reached(id, 'completed'))).toContain('added to the group');
    }));

  test('during the write acts after its read-back, and the verification follows when it is resumed', () =>
    withStack({}, async (stack) => {
      const { vultr, onboardings, reached } = stack;
      await vultr.fault({ match: adding, ...slow });
      const id = await accepted(stack);
      await untilCaught(stack);
      await onboardings.command(id, 'hold', {}, operator());
      const held = await reached(id, 'on_hold');
      expect(held.step).toBe('verifyAccess');
      expect(messagesOf(held)).toContain('added to the group');
      await onboardings.command(id, 'resume', {}, operator());
      const done = await reached(id, 'completed');
      // The second look found a member, whom the onboarding had added itself.
      expect(messagesOf(done)).not.toContain('was already a member of the group');
      expect(await vultr.counts()).toMatchObject({ memberships: 1 });
    }));
});

describe.concurrent('a cancelled onboarding removes from the group only whom it added', () => {
  const removedFromGroup = [{ email: 'ada@example.com', action: expect.stringContaining('group') }];

  test('during the write', () =>
    withStack({}, async (stack) => {
      const id = await member(stack, { match: adding, ...slow });
      await untilCaught(stack);
      await stack.onboardings.command(id, 'cancel', because, operator());
      expect((await stack.reached(id, 'cancelled')).removals).toMatchObject(removedFromGroup);
      expect(await stack.vultr.counts()).toMatchObject({ memberships: 0 });
    }));

  test('after a write whose response was lost, in the pause before the next look', () =>
    withStack({ timings: { settleMs: 4_000 } }, async (stack) => {
      const id = await member(stack, { match: adding, kind: 'drop-after' });
      await untilCaught(stack);
      await stack.onboardings.command(id, 'cancel', because, operator());
      expect((await stack.reached(id, 'cancelled')).removals).toMatchObject(removedFromGroup);
      expect(await stack.vultr.counts()).toMatchObject({ memberships: 0 });
    }));

  test('after the last attempt did not learn whether the write took effect', () =>
    withStack({ timings: { stepTimeoutMs: 500 } }, async (stack) => {
      const id = await member(stack, { match: adding, ...slow, delayMs: 60_000 });
      const stuck = await stack.reached(id, 'needs_attention');
      expect(stuck.attention).toMatchObject({
        step: 'addMember',
        code: 'outcome_unknown',
        allowedCommands: ['retry', 'skip', 'cancel'],
      });
      await stack.onboardings.command(id, 'cancel', because, operator());
      expect((await stack.reached(id, 'cancelled')).removals).toMatchObject(removedFromGroup);
    }));

  test('and not a person whom someone else had added meanwhile', () =>
    withStack({}, async (stack) => {
      const { vultr } = stack;
      await vultr.fault({ match: effectivePolicies, ...unavailable });
      const look = { method: 'GET', path: '/v2/groups/*/members' };
      const id = await member(stack, { match: look, ...slow, when: 'before' });
      await untilStep(stack, id, 'addMember');
      await addByHand(stack);
      await untilStep(stack, id, 'verifyAccess');
      await stack.onboardings.command(id, 'cancel', because, operator());
      const { removals, history } = await stack.reached(id, 'cancelled');
      expect(removals).toBeUndefined();
      expect(history.map(({ message }) => message)).toContain('was already a member of the group');
      expect(await vultr.counts()).toMatchObject({ memberships: 1 });
    }));
});

describe.concurrent('a write that Vultr refuses', () => {
  test('needs attention at once, whatever the settle time', () =>
    withStack({ timings: { settleMs: 60_000, attemptTimeoutMs: 90_000 } }, async (stack) => {
      const body = { error: 'Not now', status: 400 };
      await stack.vultr.fault({ match: adding, kind: 'status', status: 400, body });
      const id = await accepted(stack);
      const stuck = await stack.reached(id, 'needs_attention');
      expect(stuck.attention).toMatchObject({ step: 'addMember', code: 'vultr_refused' });
      expect(await stack.vultr.counts()).toMatchObject({ memberships: 0 });
    }));
});

test('an onboarding that goes straight through grants access with one activity', () =>
  withStack({}, async (stack) => {
    const { vultr, reached, start, historyLength } = stack;
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invitation?.id ?? '');
    await reached(id, 'completed');
    expect(await historyLength(id)).toBeLessThanOrEqual(48);
    const { byOperation } = await vultr.requests();
    expect(byOperation['GET /v2/groups/{id}/members']).toBe(2);
    expect(byOperation['GET /v2/users/{id}']).toBeUndefined();
  }));
