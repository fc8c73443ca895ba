import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { workflowIdOf } from '../../support/executions.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });
const because = { reason: 'the offer was withdrawn' };

describe('a cancelled onboarding', () => {
  test('ends at once before any email, and nothing was written', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start({ policies: ['unknown'] });
    await reached(id, 'needs_attention');
    const caller = operator();
    const run = await onboardings.command(id, 'cancel', because, caller);
    expect(run).toMatchObject({ state: 'cancelled', cancellation: { by: 'ops', ...because } });
    // The answer to the same call got lost: it is given again.
    expect(await onboardings.command(id, 'cancel', because, caller)).toMatchObject({ state: 'cancelled' });
    expect(await vultr.counts()).toMatchObject({ mails: 0, groups: 0 });
  });

  test('is remembered without the access that it had given and took back', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    const match = { method: 'GET', path: '/v2/users/*/policies' };
    await vultr.fault({ match, kind: 'slow', delayMs: 2_000 });
    await vultr.accept(invitation?.id ?? '');
    await until('the verification', vultr.pendingFaults, (count) => count === 0);
    await onboardings.command(id, 'cancel', because, operator());
    const { history } = await reached(id, 'cancelled');
    expect(history.map(({ message }) => message)).toContain('access verified');
    expect(await vultr.userEmails()).not.toContain('ada@example.com');
    expect((await onboardings.getPerson(workflowIdOf(id))).grants).toEqual([]);
  });

  test('guards the invitation until it is dead if nobody accepts', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({
      dialect: { invitationLifetimeMs: 5_000 },
    });
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    expect(await onboardings.command(id, 'cancel', because, operator())).toMatchObject({ state: 'guarding' });
    const run = await reached(id, 'cancelled');
    expect(Date.now()).toBeGreaterThan(Date.parse(run.invitation?.expiresAt ?? ''));
    expect(run.removals).toBeUndefined();
    expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
  });

  test.each([
    ['the invited person', 'ada@example.com'],
    ['somebody else', 'mallory@example.com'],
  ])('removes anyone who accepts late, with evidence: %s', async (_who, email) => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    await vultr.accept(invitation?.id ?? '', email);
    const run = await reached(id, 'cancelled');
    expect(run.removals).toMatchObject([
      {
        email,
        action: 'removed from the organization',
        checks: [{ request: 'GET /v2/users', passed: true }],
      },
    ]);
    expect(await vultr.userEmails()).not.toContain(email);
  });

  test('guards each of its own invitations, and removes anyone who accepts the one that ends sooner', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({
      dialect: { duplicateInvitation: 'doubled' },
    });
    const { id } = await start();
    const first = await reached(id, 'awaiting_acceptance');
    // The second window then has an invitation of its own, while the first can still be accepted.
    const resend = { method: 'POST', path: '/v2/invitation/*/resend' };
    await vultr.fault({ match: resend, kind: 'status', status: 400, body: { error: 'Not now.' } });
    const resent = await onboardings.command(id, 'resend', {}, operator());
    expect(resent.invitation?.id).not.toBe(first.invitation?.id);
    await onboardings.command(id, 'cancel', because, operator());
    await reached(id, 'guarding');
    await vultr.accept(first.invitation?.id ?? '');
    const run = await until(
      'the removal',
      () => onboardings.get(id),
      ({ removals }) => removals !== undefined,
    );
    expect(run).toMatchObject({ state: 'guarding', removals: [{ email: 'ada@example.com' }] });
  });

  test('removes the wrong person who accepted earlier and whose row appears late', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({ dialect: { userRowDelayMs: 2_500 } });
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    await reached(id, 'needs_attention');
    await onboardings.command(id, 'cancel', because, operator());
    const run = await reached(id, 'cancelled');
    expect(run.removals).toMatchObject([{ email: 'mallory@example.com' }]);
    expect(await vultr.userEmails()).not.toContain('mallory@example.com');
  });

  test('leaves an earlier member as they were, even under another email', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    await vultr.addUser('mallory@example.com');
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    const run = await reached(id, 'cancelled');
    expect(run.removals).toBeUndefined();
    expect(run.history.map(({ message }) => message)).toContain(
      'mallory@example.com stays: was a member before this onboarding began',
    );
    expect(await vultr.userEmails()).toContain('mallory@example.com');
  });

  test('removes an earlier member only from the group that it had added them to', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({ timings: { readTimeoutMs: 1_000 } });
    await vultr.addUser('ada@example.com');
    // So that the run stands still after the membership.
    await vultr.fault({
      match: { method: 'GET', path: '/v2/users/*/policies' },
      kind: 'status',
      status: 400,
      body: {},
    });
    const { id } = await start();
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.step).toBe('verifyAccess');
    expect(await vultr.counts()).toMatchObject({ memberships: 1 });
    await onboardings.command(id, 'cancel', because, operator());
    const run = await reached(id, 'cancelled');
    expect(run.removals).toMatchObject([
      { email: 'ada@example.com', action: expect.stringContaining('group') },
    ]);
    expect(await vultr.counts()).toMatchObject({ memberships: 0, groups: 1, attachments: 1 });
    expect(await vultr.userEmails()).toContain('ada@example.com');
  });

  test('leaves alone an invitation that someone else sent', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    const run = await onboardings.command(id, 'cancel', because, operator());
    expect(run.state).toBe('cancelled');
    expect(run.nextStep).toContain('was not sent by this onboarding');
    await vultr.accept(invitation?.id ?? '');
    expect(await vultr.userEmails()).toContain('ada@example.com');
  });

  test('finds and guards its invitation if the response to sending it was lost', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    await vultr.fault({ match: { method: 'POST', path: '/v2/invitation' }, kind: 'drop-after' });
    const { id } = await start();
    await until('the trap', vultr.pendingFaults, (count) => count === 0);
    await onboardings.command(id, 'cancel', because, operator());
    const guarding = await reached(id, 'guarding');
    expect(guarding.invitation?.id).toEqual(expect.any(String));
    await vultr.accept(guarding.invitation?.id ?? '');
    const run = await reached(id, 'cancelled');
    expect(run.removals).toMatchObject([{ email: 'ada@example.com' }]);
    expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
  });

  test('says why it cannot remove a user, and continues after a retry', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    await vultr.fault({
      match: { method: 'DELETE', path: '/v2/organizations/*/user/*' },
      kind: 'status',
      status: 400,
      body: { error: 'Not now', status: 400 },
    });
    await vultr.accept(invitation?.id ?? '');
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'guardInvitation',
      code: 'vultr_refused',
      allowedCommands: ['retry', 'skip'],
    });
    await onboardings.command(id, 'retry', {}, operator());
    expect((await reached(id, 'cancelled')).removals).toHaveLength(1);
  });

  test('has the evidence even if the response to the removal was lost', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    const match = { method: 'DELETE', path: '/v2/organizations/*/user/*' };
    await vultr.fault({ match, kind: 'drop-after' });
    await vultr.accept(invitation?.id ?? '');
    expect((await reached(id, 'cancelled')).removals).toMatchObject([{ email: 'ada@example.com' }]);
  });
});

describe('a rehire while the onboarding is guarding', () => {
  test('takes over the invitation: one email, and access', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    const again = await start({ group: { name: 'Designers' }, rehire: true });
    expect(again).toMatchObject({ state: 'checking', group: { name: 'Designers' } });
    expect(again.id).toBe(id.replace(/\.1$/, '.2'));
    const run = await reached(again.id, 'awaiting_acceptance');
    expect(run.cancellation).toBeUndefined();
    expect(run.history.map(({ message }) => message)).toContain('invitation 1: adopted one that was pending');
    await vultr.accept(run.invitation?.id ?? '');
    const done = await reached(again.id, 'completed');
    // The onboarding that was cancelled stays readable.
    expect(await onboardings.get(id)).toMatchObject({ id, state: 'cancelled' });
    expect(done.group.name).toBe('Designers');
    expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 1 });
    // B8: a person appears once, however many onboardings they have had.
    const { items } = await until(
      'the list',
      () => onboardings.list({ email: 'ada@example.com', limit: 50 }),
      (page) => page.items[0]?.state === 'completed',
    );
    expect(items.map((item) => item.id)).toEqual([again.id]);
  });

  test('guards the invitation again if cancelled again: it is its own', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'cancel', because, operator());
    const again = await start({ rehire: true });
    const { invitation } = await reached(again.id, 'awaiting_acceptance');
    expect(await onboardings.command(again.id, 'cancel', because, operator())).toMatchObject({
      state: 'guarding',
    });
    await vultr.accept(invitation?.id ?? '');
    expect((await reached(again.id, 'cancelled')).removals).toMatchObject([{ email: 'ada@example.com' }]);
  });
});

test('an onboarding cancelled in Temporal also guards its invitation, and is remembered', async () => {
  const { start, reached, vultr, client } = await stackForTest();
  const { id } = await start();
  const { invitation } = await reached(id, 'awaiting_acceptance');
  await client.workflow.getHandle(workflowIdOf(id)).cancel();
  const guarding = await reached(id, 'guarding');
  expect(guarding.cancellation).toMatchObject({ by: 'Temporal' });
  await vultr.accept(invitation?.id ?? '');
  await reached(id, 'cancelled');
  expect(await vultr.userEmails()).not.toContain('ada@example.com');
  const { type } = await until(
    'the register',
    () => client.workflow.getHandle(workflowIdOf(id)).describe(),
    (description) => description.type === 'person',
  );
  expect(type).toBe('person');
});

test('an onboarding on hold can be cancelled', async () => {
  const { start, reached, onboardings } = await stackForTest();
  const { id } = await start();
  await reached(id, 'awaiting_acceptance');
  await onboardings.command(id, 'hold', {}, operator());
  const run = await onboardings.command(id, 'cancel', because, operator());
  expect(run.state).toBe('guarding');
  expect(run.hold).toBeUndefined();
});

test('a cancellation in Temporal after the completion, while the last event is on its way, changes nothing', async () => {
  let isBlocked = true;
  const subscribed = ['onboarding.completed'];
  const includes = (type: string) => {
    if (type !== 'onboarding.completed') return false;
    if (isBlocked) throw new Error('Temporal takes no event now');
    return false;
  };
  const events = Object.assign(subscribed, { includes }) as never;
  const receiver = { name: 'hr', url: 'http://127.0.0.1:9/', secret: [], events };
  const stack = await stackForTest({ webhooks: { receivers: [receiver], allowed: [] } });
  const { id } = await stack.start();
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  await stack.reached(id, 'completed');
  const workflow = stack.client.workflow.getHandle(workflowIdOf(id));
  await workflow.cancel();
  isBlocked = false;
  await until(
    'the register',
    async () => (await workflow.describe()).type,
    (type) => type === 'person',
  );
  const view = await stack.onboardings.get(id);
  expect(view).not.toHaveProperty('cancellation');
  expect(view.history.map(({ message }) => message)).not.toContain('cancelled in Temporal');
});
