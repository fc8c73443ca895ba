import { describe, expect, test } from 'vitest';
import type { Stack } from '../../support/stack.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { until } from '../../support/until.ts';
import { ada, because, command, guarded, hire, operator, order, reaches, userOf } from './leaver.ts';

/** Ada has accepted and is in the group, and the onboarding needs attention because the access could not be read back. */
async function stopBeforeVerification(stack: Stack): Promise<void> {
  const { id } = await stack.start();
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  const match = { method: 'GET', path: '/v2/users/*/policies' };
  await stack.vultr.fault({ match, kind: 'status', status: 400, body: {} });
  await stack.vultr.accept(invitation?.id ?? '');
  expect(await stack.reached(id, 'needs_attention')).toMatchObject({ step: 'verifyAccess' });
}

describe('an order for a person with an open onboarding', () => {
  test('ends the onboarding and guards its invitation: anyone who accepts it is removed', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const departure = await order(stack);
    expect(departure.id).toBe(id.replace(/1$/, '2'));
    expect(await guarded(stack, departure.id)).toBe(invitation?.id);
    const interrupted = await stack.onboardings.get(id);
    expect(interrupted).toMatchObject({
      state: 'cancelled',
      offboarding: departure.id,
      cancellation: { by: 'hr', reason: 'last working day' },
    });
    expect(interrupted.removals).toBeUndefined();
    await stack.vultr.accept(invitation?.id ?? '');
    const left = await reaches(stack, departure.id, 'left');
    expect(left.removals).toMatchObject([{ email: ada, checks: [{ passed: true }] }]);
    expect(await userOf(stack, ada)).toBeUndefined();
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
  });

  test('ends the guard when the invitation is dead', async () => {
    const stack = await stackForTest({ dialect: { invitationLifetimeMs: 6_000 } });
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const departure = await order(stack);
    await reaches(stack, departure.id, 'left');
    expect(Date.now()).toBeGreaterThan(Date.parse(invitation?.expiresAt ?? ''));
  });

  test.each([
    ['on_hold', 'hold'],
    ['guarding', 'cancel'],
  ] as const)('takes its invitation over in state %s', async (state, interruption) => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, interruption, because, operator());
    await stack.reached(id, state);
    const departure = await order(stack);
    expect(await guarded(stack, departure.id)).toBe(invitation?.id);
    expect(await stack.onboardings.get(id)).toMatchObject({ state: 'cancelled', offboarding: departure.id });
  });

  test('removes the account of another email that came in by the invitation', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 0 } });
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await stack.vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    await stack.reached(id, 'needs_attention');
    const departure = await order(stack);
    await reaches(stack, departure.id, 'left');
    expect(await userOf(stack, 'mallory@example.com')).toBeUndefined();
  });

  test('takes the access that the onboarding was about to verify', async () => {
    const stack = await stackForTest({ timings: { readTimeoutMs: 1_000 }, leaver: { graceMs: 0 } });
    await stopBeforeVerification(stack);
    const { id: departureId } = await order(stack);
    const left = await reaches(stack, departureId, 'left');
    expect(left.before).toMatchObject({ email: ada, groups: [{ name: 'Developers' }] });
    expect(await stack.vultr.counts()).toMatchObject({ memberships: 0 });
  });
});

describe('an invitation that others sent to a person who leaves', () => {
  test('is guarded as well, and a member who accepts it stays', async () => {
    const stack = await stackForTest({ leaver: { graceMs: 0 } });
    await hire(stack);
    await stack.vultr.addUser('mallory@example.com');
    const { id } = await order(stack, { graceDays: 0 });
    await reaches(stack, id, 'left');

    await stack.vultr.call('POST', '/v2/invitation', { email_invited: ada });
    const again = await order(stack, { reason: 'an invitation is left', graceDays: 0 });
    await stack.vultr.accept(await guarded(stack, again.id), 'mallory@example.com');
    const left = await reaches(stack, again.id, 'left');
    expect(left.kept).toEqual([{ email: 'mallory@example.com', reason: 'was_member' }]);
    expect(await userOf(stack, 'mallory@example.com')).toBeDefined();
  });

  test('needs an operator if a look fails, and can be skipped', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const departure = await order(stack);
    await guarded(stack, departure.id);
    const match = { method: 'DELETE', path: '/v2/organizations/*/user/*' };
    await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
    await stack.vultr.accept(invitation?.id ?? '');
    const stuck = await reaches(stack, departure.id, 'needs_attention');
    expect(stuck.attention).toMatchObject({ step: 'guardInvitations', allowedCommands: ['retry', 'skip'] });
    await command(stack, departure.id, 'skip');
    const left = await until(
      'the end',
      () => stack.offboardings.get(departure.id),
      (view) => view.state === 'left',
    );
    expect(left.skipped).toMatchObject([{ step: 'guardInvitations', by: 'ops' }]);
    expect(left.nextStep).toContain('skipped');
  });
});

describe('a rehire while the invitation to a person who left is guarded', () => {
  test('takes the invitation over, without a second email, and the access is theirs', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const departure = await order(stack);
    await guarded(stack, departure.id);

    const again = await stack.start({ rehire: true });
    expect(again.id).toBe(id.replace(/1$/, '3'));
    expect(await stack.offboardings.get(departure.id)).toMatchObject({ state: 'left' });
    const waiting = await stack.reached(again.id, 'awaiting_acceptance');
    expect(waiting.invitation?.id).toBe(invitation?.id);
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(again.id, 'completed');
    expect(await userOf(stack, ada)).toMatchObject({ status: 'active' });
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 1 });
  });

  test('is cancelled like any other: the invitation is guarded again, and a late acceptance is undone', async () => {
    const stack = await stackForTest();
    await stack.reached((await stack.start()).id, 'awaiting_acceptance');
    const departure = await order(stack);
    const invitationId = await guarded(stack, departure.id);
    const { id } = await stack.start({ rehire: true });
    await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, 'cancel', because, operator());
    await stack.reached(id, 'guarding');
    await stack.vultr.accept(invitationId);
    const { removals } = await stack.reached(id, 'cancelled');
    expect(removals).toMatchObject([{ email: ada }]);
    expect(await userOf(stack, ada)).toBeUndefined();
  });

  test('needs a request that says so: a repetition of the hire changes nothing', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    const departure = await order(stack);
    await guarded(stack, departure.id);
    expect(await stack.start()).toMatchObject({ id });
    await expect(stack.start({ group: { name: 'Billing' } })).rejects.toMatchObject({
      code: 'open_offboarding_conflict',
    });
    expect(await stack.offboardings.get(departure.id)).toMatchObject({ state: 'guarding' });
  });
});

/** Orders a departure that cannot read who the person is, and calls it off. Returns both ends of it. */
async function calledOff(stack: Stack) {
  const match = { method: 'GET', path: '/v2/organizations' };
  await stack.vultr.fault({ match, kind: 'status', status: 400, body: { error: 'Not now.' } });
  const { id } = await order(stack);
  expect(await reaches(stack, id, 'needs_attention')).toMatchObject({ step: 'surveyPerson' });
  await command(stack, id, 'reinstate');
  return until(
    'the onboarding that goes on',
    () => stack.offboardings.get(id),
    (view) => view.state === 'reinstated' && view.onboarding !== undefined,
  );
}

describe('a departure that interrupted an onboarding and is called off', () => {
  test('lets the onboarding go on, with its invitation and without a second email', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const departure = await calledOff(stack);
    const next = departure.onboarding ?? '';
    expect(next).toBe(id.replace(/1$/, '3'));
    expect(departure.nextStep).toContain(next);
    const waiting = await stack.reached(next, 'awaiting_acceptance');
    expect(waiting.invitation?.id).toBe(invitation?.id);
    expect(waiting.history.map(({ message }) => message)).toContain(
      `goes on with ${id}: the departure was called off`,
    );
    // The HR system repeats the hire every night.
    expect(await stack.start()).toMatchObject({ id: next });
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(next, 'completed');
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 1 });
  });

  test('and the onboarding is cancelled like any other: its invitation is guarded', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    const { onboarding: next = '' } = await calledOff(stack);
    await stack.reached(next, 'awaiting_acceptance');
    await stack.onboardings.command(next, 'cancel', because, operator());
    await stack.reached(next, 'guarding');
    await stack.vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    expect((await stack.reached(next, 'cancelled')).removals).toMatchObject([
      { email: 'mallory@example.com' },
    ]);
  });

  test('lets the guard of a cancelled onboarding go on, which can be followed by a rehire', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, 'cancel', because, operator());
    const { onboarding: next = '' } = await calledOff(stack);
    expect(await stack.reached(next, 'guarding')).toMatchObject({ cancellation: { by: 'ops', ...because } });
    await stack.vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    expect((await stack.reached(next, 'cancelled')).removals).toMatchObject([
      { email: 'mallory@example.com' },
    ]);
    expect(await userOf(stack, 'mallory@example.com')).toBeUndefined();
    const again = await hire(stack, { rehire: true });
    expect(again.id).toBe(id.replace(/1$/, '4'));
  });

  test('puts an onboarding on hold again that was on hold', async () => {
    const stack = await stackForTest();
    const { id } = await stack.start();
    await stack.reached(id, 'awaiting_acceptance');
    await stack.onboardings.command(id, 'hold', because, operator());
    const { onboarding: next = '' } = await calledOff(stack);
    expect(await stack.reached(next, 'on_hold')).toMatchObject({ hold: { by: 'ops', ...because } });
    await stack.onboardings.command(next, 'resume', {}, operator());
    await stack.reached(next, 'awaiting_acceptance');
  });

  test('refused at the brake, gives a person who had accepted the access that they were to get', async () => {
    const stack = await stackForTest({ timings: { readTimeoutMs: 1_000 }, brake: { limit: 0 } });
    await stopBeforeVerification(stack);
    const { id: departureId } = await order(stack);
    expect(await reaches(stack, departureId, 'needs_attention')).toMatchObject({ step: 'passBrake' });
    await stack.onboardings.refuseBrake({ reason: 'a wrong list', held: 1 }, { name: 'ops' });
    const { onboarding: next = '' } = await reaches(stack, departureId, 'reinstated');
    await stack.reached(next, 'completed');
    const { grants } = await stack.onboardings.getPerson(workflowIdOf(next));
    expect(grants).toMatchObject([{ flowId: next, verified: true }]);
  });
});

test('a rehire guards an invitation of an earlier flow that it has adopted, if it is cancelled', async () => {
  const stack = await stackForTest();
  const { id } = await stack.start();
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.fault({
    match: { method: 'GET', path: '/v2/users' },
    kind: 'status',
    status: 400,
    body: {},
    times: 2,
  });
  await stack.onboardings.command(id, 'cancel', because, operator());
  await stack.reached(id, 'needs_attention');
  await stack.onboardings.command(id, 'skip', because, operator());
  // The look of the guard fails as well, and the operator gives the guard up.
  await stack.onboardings.command(id, 'check', {}, operator()).catch(() => undefined);
  await stack.reached(id, 'needs_attention');
  await stack.onboardings.command(id, 'skip', because, operator());
  await stack.reached(id, 'cancelled');
  const again = await stack.start({ rehire: true });
  expect((await stack.reached(again.id, 'awaiting_acceptance')).invitation?.id).toBe(invitation?.id);
  await stack.onboardings.command(again.id, 'cancel', because, operator());
  await stack.reached(again.id, 'guarding');
  await stack.vultr.accept(invitation?.id ?? '', 'mallory@example.com');
  expect((await stack.reached(again.id, 'cancelled')).removals).toMatchObject([
    { email: 'mallory@example.com' },
  ]);
});
