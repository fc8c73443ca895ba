import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { onboardingEvent } from '../../../src/contract/api/events.ts';
import { offboardingEvent } from '../../../src/contract/api/offboarding-event.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { startReceiver } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { ada, because, command, countSuspended, hire, operator, order, reaches, userOf } from './leaver.ts';

const hr = { name: 'hr' };
const anyEvent = z.union([onboardingEvent, offboardingEvent]);

describe('a departure', () => {
  test('cuts the person off, waits, removes them, proves it and is remembered', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 4_000 } });
    const hired = await hire(stack);
    const { id, state } = await order(stack);
    expect([id, state]).toEqual([hired.id.replace(/1$/, '2'), 'surveying']);
    const suspended = await reaches(stack, id, 'suspended');
    expect(await countSuspended(stack)).toBe(1);
    expect(suspended.before).toMatchObject({
      email: ada,
      suspended: false,
      groups: [{ name: 'Developers' }],
    });
    expect(suspended.taken?.map(({ step }) => step)).toEqual(['suspendUser', 'closeApi']);

    const left = await reaches(stack, id, 'left');
    const { graceEndsAt = '', removedAt = '', cutOffAt = '' } = { ...left, ...left.timings };
    expect(Date.parse(removedAt)).toBeGreaterThanOrEqual(Date.parse(graceEndsAt));
    expect(Date.parse(cutOffAt)).toBeLessThan(Date.parse(graceEndsAt));
    expect(left.evidence?.checks.length).toBeGreaterThanOrEqual(4);
    expect(left.evidence?.checks.every(({ passed }) => passed)).toBe(true);
    expect(left.history.map(({ message }) => message)).toContain(
      'surveyed: 1 group, 0 direct policies, 0 roles, 0 API keys',
    );
    expect(await userOf(stack, ada)).toBeUndefined();
    expect(await stack.vultr.counts()).toMatchObject({ memberships: 0, mails: 1 });

    const person = await until(
      'the register',
      () => stack.onboardings.getPerson(workflowIdOf(id)),
      ({ grants }) => grants.length === 0,
    );
    expect(person).toMatchObject({
      state: 'left',
      flows: [
        { id, kind: 'offboarding', evidence: { userId: left.evidence?.userId } },
        { id: hired.id, kind: 'onboarding', state: 'completed' },
      ],
    });
    // Both stay readable, each as what it is.
    expect(await stack.onboardings.get(hired.id)).toMatchObject({ state: 'completed' });
    await expect(stack.onboardings.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(stack.offboardings.get(hired.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('without a grace period removes at once', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack, { graceDays: 0 });
    const left = await reaches(stack, id, 'left');
    expect(left.graceEndsAt).toBeUndefined();
    expect(await userOf(stack, ada)).toBeUndefined();
  });

  test('of a person whom nobody knows ends with the evidence that they were not there', async () => {
    const stack = await stackForTest();
    const { id } = await order(stack, { email: 'nobody@example.com' });
    const left = await reaches(stack, id, 'left');
    expect(left.before).toBeUndefined();
    expect(left.evidence).toMatchObject({ checks: [{ passed: true, request: 'GET /v2/users' }] });
    // They can be hired.
    const hired = await hire(stack, { email: 'nobody@example.com', rehire: true });
    expect(hired.id).toBe(id.replace(/1$/, '2'));
  });

  test('goes on without a suspension, and without a grace period, if Vultr has none', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const match = { method: 'PUT', path: '/v2/organizations/*/user/*/suspend' };
    await stack.vultr.fault({ match, kind: 'status', status: 501, body: { error: 'No.' } });
    const { id } = await order(stack);
    const left = await reaches(stack, id, 'left');
    expect(left.graceEndsAt).toBeUndefined();
    expect(left.taken?.find(({ step }) => step === 'suspendUser')?.warnings).toHaveLength(1);
    expect(await userOf(stack, ada)).toBeUndefined();
  });

  test('keeps the grace period if an operator skips the suspension, and says that the person may have access', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const match = { method: 'PUT', path: '/v2/organizations/*/user/*/suspend' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
    const { id } = await order(stack);
    expect(await reaches(stack, id, 'needs_attention')).toMatchObject({ step: 'suspendUser' });
    await command(stack, id, 'skip');
    const waiting = await reaches(stack, id, 'suspended');
    expect(Date.parse(waiting.graceEndsAt ?? '')).toBeGreaterThan(Date.now());
    expect(waiting.nextStep).toContain('skipped suspendUser');
    expect(waiting.timings.suspendedAt).toBeUndefined();
    await command(stack, id, 'remove-now');
    await reaches(stack, id, 'left');
    expect(await userOf(stack, ada)).toBeUndefined();
  });

  test('waits for an operator if a step fails, and continues after a retry', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 0 } });
    await hire(stack);
    const match = { method: 'DELETE', path: '/v2/organizations/*/user/*' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
    const { id } = await order(stack);
    const stuck = await reaches(stack, id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'removeUser',
      code: 'vultr_refused',
      allowedCommands: ['retry'],
    });
    await expect(command(stack, id, 'reinstate')).rejects.toMatchObject({ code: 'command_not_possible' });
    await command(stack, id, 'retry');
    await reaches(stack, id, 'left');
  });

  test('announces what happens to receivers', async () => {
    const receiver = await startReceiver((event) => anyEvent.parse(event));
    const stack = await stackForTest({ leaver: { graceMs: 1_000 }, webhooks: receiver.webhooks() });
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'left');
    const ofDeparture = () => receiver.received.filter(({ event }) => event.data.id === id);
    await until(
      'the events',
      async () => ofDeparture(),
      (events) => events.length === 2,
    );
    const events = ofDeparture().map(({ event: { type, data } }) => [type, data.sequence, data.state]);
    expect(events.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['offboarding.left', 2, 'left'],
      ['offboarding.suspended', 1, 'suspending'],
    ]);
    receiver.stop();
  });
});

describe('a repeated order', () => {
  test('finds the open offboarding, and the one that has ended', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    expect(await order(stack)).toMatchObject({ id, state: 'suspended' });
    expect(await order(stack, { reason: 'another reason' })).toMatchObject({ id });
    await expect(order(stack, { graceDays: 0 })).rejects.toMatchObject({ code: 'open_offboarding_conflict' });
    await command(stack, id, 'remove-now');
    await reaches(stack, id, 'left');
    expect(await order(stack)).toMatchObject({ id, state: 'left' });
  });

  test('takes nothing from a person who was reinstated, or hired again', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    await command(stack, id, 'reinstate');
    await reaches(stack, id, 'reinstated');
    expect(await order(stack)).toMatchObject({ id, state: 'reinstated' });

    const again = await stack.start({ rehire: true });
    await stack.reached(again.id, 'completed');
    await expect(order(stack)).rejects.toMatchObject({ code: 'order_repeated' });
    expect(await stack.onboardings.findByEmail(ada)).toMatchObject({ id: again.id, state: 'completed' });
    const request = { email: ada, reason: 'last working day' };
    const anew = await stack.offboardings.order(request, { ...hr, idempotencyKey: 'a new order' });
    await reaches(stack, anew.offboarding.id, 'suspended');
  });
});

describe('a reinstatement', () => {
  test('gives everything back during the grace period, and the access stays on record', async () => {
    const stack = await stackForTest();
    const hired = await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    await expect(
      stack.onboardings.start({ email: ada, group: { name: 'Billing' }, policies: ['DNS'] }, hr),
    ).rejects.toMatchObject({
      code: 'open_offboarding_conflict',
      message: expect.stringContaining('reinstate'),
    });
    const caller = operator();
    const view = await stack.offboardings.command(id, 'reinstate', because, caller);
    expect(view.cancellation).toMatchObject({ by: 'ops', ...because });
    await reaches(stack, id, 'reinstated');
    expect(await stack.offboardings.command(id, 'reinstate', because, caller)).toMatchObject({
      state: 'reinstated',
    });
    expect(await countSuspended(stack)).toBe(0);
    expect(await userOf(stack, ada)).toMatchObject({ status: 'active' });
    expect(await stack.vultr.counts()).toMatchObject({ memberships: 1 });
    const { grants } = await stack.onboardings.getPerson(workflowIdOf(id));
    expect(grants).toMatchObject([{ flowId: hired.id }]);
    // The HR system repeats the hire every night.
    expect(await stack.start()).toMatchObject({ id: hired.id });
  });

  test('is possible on hold, when the grace period is long over', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 3_000 } });
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    const held = await command(stack, id, 'hold');
    expect(held.state).toBe('on_hold');
    await until(
      'the end of the grace period',
      async () => Date.now(),
      (now) => now > Date.parse(held.graceEndsAt ?? ''),
    );
    expect(await userOf(stack, ada)).toBeDefined();
    await command(stack, id, 'reinstate');
    await reaches(stack, id, 'reinstated');
    expect(await userOf(stack, ada)).toMatchObject({ status: 'active' });
  });

  test('says why it cannot give something back, and continues after a retry', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack);
    await reaches(stack, id, 'suspended');
    const match = { method: 'PUT', path: '/v2/organizations/*/user/*/unsuspend' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
    await command(stack, id, 'reinstate');
    const stuck = await reaches(stack, id, 'needs_attention');
    expect(stuck.attention).toMatchObject({ step: 'reinstateUser', allowedCommands: ['retry', 'skip'] });
    await command(stack, id, 'retry');
    await reaches(stack, id, 'reinstated');
    expect(await countSuspended(stack)).toBe(0);
  });
});

describe('a suspended person', () => {
  test('is cut off again by a check if anyone let them in', async () => {
    const stack = await stackForTest();
    await hire(stack);
    const { id } = await order(stack);
    const { before } = await reaches(stack, id, 'suspended');
    const { orgs = [] } = (await stack.vultr.call('GET', '/v2/organizations')) as { orgs?: { id: string }[] };
    await stack.vultr.call('PUT', `/v2/organizations/${orgs[0]?.id}/user/${before?.userId}/unsuspend`);
    expect(await countSuspended(stack)).toBe(0);
    await command(stack, id, 'check');
    expect(await countSuspended(stack)).toBe(1);
  });

  test(
    'stays suspended through any number of executions, and is reinstated from the last one',
    { timeout: 240_000 },
    async () => {
      const stack = await stackForTest();
      await hire(stack);
      const { id } = await order(stack);
      const { graceEndsAt, before } = await reaches(stack, id, 'suspended');
      const countOwn = async () => {
        const executions = await executionsOf(stack.client, workflowIdOf(id));
        return executions.length;
      };
      const first = await countOwn();
      for (let times = 0; times < 70; times++) {
        await command(stack, id, 'hold');
        await command(stack, id, 'resume');
      }
      expect(await countOwn()).toBeGreaterThan(first);
      expect(await reaches(stack, id, 'suspended')).toMatchObject({ graceEndsAt, before });
      await stack.restart();
      await command(stack, id, 'reinstate');
      await reaches(stack, id, 'reinstated');
      expect(await userOf(stack, ada)).toMatchObject({ status: 'active' });
    },
  );
});

test('a cancellation in Temporal neither stops a departure nor calls it off', async () => {
  const stack = await stackForTest({ leaver: { graceMs: 4_000 } });
  await hire(stack);
  const { id } = await order(stack);
  await reaches(stack, id, 'suspended');
  await stack.client.workflow.getHandle(workflowIdOf(id)).cancel();
  const left = await reaches(stack, id, 'left');
  expect(left.history.map(({ message }) => message).join()).toContain('cancellation in Temporal was ignored');
});

test('a person who left is hired again only by an order that says so, and may leave again', async () => {
  const stack = await stackForTest({ leaver: { graceMs: 0 } });
  const hired = await hire(stack);
  const { id } = await order(stack);
  await reaches(stack, id, 'left');
  expect(await stack.start()).toMatchObject({ id: hired.id, state: 'completed' });
  await expect(stack.start({ group: { name: 'Billing' } })).rejects.toMatchObject({
    code: 'rehire_required',
  });
  const { onboarding } = await stack.onboardings.rehire(hired.id, { name: 'ops' });
  expect(onboarding.id).toBe(id.replace(/2$/, '3'));
  const { invitation } = await stack.reached(onboarding.id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  await stack.reached(onboarding.id, 'completed');
  expect(await stack.onboardings.rehire(hired.id, { name: 'ops' })).toMatchObject({
    outcome: 'existing',
    onboarding: { id: onboarding.id },
  });
});
