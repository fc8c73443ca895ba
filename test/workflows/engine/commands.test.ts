import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });

const messagesOf = ({ history }: { history: readonly { message: string }[] }) =>
  history.map(({ message }) => message);

describe('hold and resume', () => {
  test('an acceptance during the hold is found on resume, and nothing was read in between', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    // The writer of the group works for everyone, so a hold does not stop it.
    const invited = await until(
      'the group',
      () => onboardings.get(id),
      ({ group }) => group.id !== undefined,
    );
    const held = await onboardings.command(id, 'hold', { reason: 'budget' }, operator());
    expect(held).toMatchObject({ state: 'on_hold', hold: { by: 'ops', reason: 'budget' } });
    const { total } = await vultr.requests();
    await vultr.accept(invited.invitation?.id ?? '');
    await until('more than two intervals', Date.now, (now) => now > Date.parse(held.since) + 2_500);
    expect((await onboardings.get(id)).state).toBe('on_hold');
    expect((await vultr.requests()).total).toBe(total);

    const resumed = await onboardings.command(id, 'resume', {}, operator());
    expect(resumed.hold).toBeUndefined();
    await reached(id, 'completed');
    expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 1 });
  });

  test('a window that ends during the hold causes no email until the resume', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({
      dialect: { invitationLifetimeMs: 4_000 },
    });
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await onboardings.command(id, 'hold', {}, operator());
    await vultr.setDialect({ invitationLifetimeMs: 60_000 });
    const ended = Date.parse(invited.invitation?.expiresAt ?? '') + 1_500;
    await until('the end of the window', Date.now, (now) => now > ended);
    expect(await vultr.counts()).toMatchObject({ mails: 1 });

    await onboardings.command(id, 'resume', {}, operator());
    const again = await until(
      'invitation 2',
      () => onboardings.get(id),
      ({ invitation, state }) => state === 'awaiting_acceptance' && invitation?.number === 2,
    );
    expect(await vultr.counts()).toMatchObject({ mails: 2 });
    await vultr.accept(again.invitation?.id ?? '');
    await reached(id, 'completed');
  });

  test('a hold in the middle of an attempt that Vultr carries out late causes no second email', async () => {
    const { start, vultr, onboardings, reached } = await stackForTest({
      dialect: { duplicateInvitation: 'doubled' },
    });
    const match = { method: 'POST', path: '/v2/invitation' };
    await vultr.fault({ match, kind: 'slow', when: 'before', delayMs: 3_500 });
    const { id } = await start();
    await until('the trap', vultr.pendingFaults, (count) => count === 0);
    const trappedAt = Date.now();
    const held = await onboardings.command(id, 'hold', {}, operator());
    expect(held.state).toBe('on_hold');
    await onboardings.command(id, 'resume', {}, operator());
    await reached(id, 'awaiting_acceptance');
    await until('every mail that is on its way', Date.now, (now) => now > trappedAt + 6_000);
    expect(await vultr.counts()).toMatchObject({ mails: 1 });
  });

  test('a hold after a lost response does not shorten the time that reads may lag', async () => {
    const { start, vultr, onboardings, reached } = await stackForTest({
      dialect: { duplicateInvitation: 'doubled', readDelayMs: 2_000 },
      timings: { settleMs: 4_000 },
    });
    await vultr.fault({ match: { method: 'POST', path: '/v2/invitation' }, kind: 'drop-after' });
    const { id } = await start();
    await until('the trap', vultr.pendingFaults, (count) => count === 0);
    expect(await onboardings.command(id, 'hold', {}, operator())).toMatchObject({ state: 'on_hold' });
    await onboardings.command(id, 'resume', {}, operator());
    await reached(id, 'awaiting_acceptance');
    expect(await vultr.counts()).toMatchObject({ mails: 1 });
  });

  test('holding twice is one hold; on hold, only resume and cancel are allowed', async () => {
    const { start, reached, onboardings } = await stackForTest();
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    const held = await Promise.all([
      onboardings.command(id, 'hold', {}, operator()),
      onboardings.command(id, 'hold', {}, operator()),
    ]);
    expect(held.every(({ hold }) => hold?.by === 'ops')).toBe(true);
    await reached(id, 'on_hold');
    const run = await onboardings.command(id, 'hold', {}, operator());
    expect(messagesOf(run).filter((what) => what === 'hold requested by ops')).toHaveLength(1);
    await expect(onboardings.command(id, 'resend', {}, operator())).rejects.toMatchObject({
      code: 'command_not_possible',
      message: expect.stringContaining('Allowed now: resume, cancel'),
    });
  });
});

describe('an onboarding that needs attention', () => {
  test('can be given the right policy name', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start({ policies: ['provisioning'] });
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({ code: 'policy_not_found', allowedCommands: ['retry', 'cancel'] });
    await onboardings.command(id, 'retry', { policies: ['Provisioning'] }, operator());
    const run = await reached(id, 'awaiting_acceptance');
    expect(run.policies).toEqual([{ name: 'Provisioning', id: expect.any(String) }]);
    expect(messagesOf(run)).toContain('policies: "Provisioning" instead of "provisioning"');
    await vultr.accept(run.invitation?.id ?? '');
    await reached(id, 'completed');
  });

  test('continues when an operator approves the accepting address, and only that address', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invited.invitation?.id ?? '', 'ada.l@example.com');
    await reached(id, 'needs_attention');
    await expect(
      onboardings.command(id, 'approve-address', { address: 'mallory@example.com' }, operator()),
    ).rejects.toMatchObject({
      code: 'command_not_possible',
      message: expect.stringContaining('ada.l@example.com'),
    });
    const approval = { address: 'Ada.L@Example.com', reason: 'her married name' };
    await onboardings.command(id, 'approve-address', approval, operator());
    const run = await reached(id, 'completed');
    expect(run.approvedAddresses).toMatchObject([
      { address: 'ada.l@example.com', by: 'ops', reason: 'her married name' },
    ]);
    expect(await vultr.counts()).toMatchObject({ memberships: 1 });
  });

  test('can skip a membership that Vultr does not create, and shows it forever', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest({
      dialect: { memberWrite: 'ignored' },
      timings: { readTimeoutMs: 1_000 },
    });
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invited.invitation?.id ?? '');
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'addMember',
      allowedCommands: ['retry', 'skip', 'cancel'],
    });
    await onboardings.command(id, 'skip', { reason: 'done by hand' }, operator());
    const unproven = await until(
      'attention for the proof',
      () => onboardings.get(id),
      ({ attention }) => attention?.step === 'verifyAccess',
    );
    expect(unproven.attention?.code).toBe('access_not_verified');
    await onboardings.command(id, 'skip', { reason: 'seen in the Console' }, operator());
    const run = await reached(id, 'completed');
    expect(run.skipped).toMatchObject([
      { step: 'addMember', by: 'ops', reason: 'done by hand' },
      { step: 'verifyAccess', by: 'ops', reason: 'seen in the Console' },
    ]);
    expect(run.evidence).toBeUndefined();
    expect(run.nextStep).toContain('did not verify it');
  });

  test('cannot skip confirming the person', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invited.invitation?.id ?? '', 'mallory@example.com');
    await reached(id, 'needs_attention');
    await expect(onboardings.command(id, 'skip', { reason: 'hurry' }, operator())).rejects.toMatchObject({
      code: 'command_not_possible',
      message: expect.stringContaining('approve-address'),
    });
  });
});

test('access beyond what was requested is a warning', async () => {
  const { start, reached, vultr } = await stackForTest();
  const policies = (await vultr.call('GET', '/v2/policies')) as {
    policies: { id: string; name: string }[];
  };
  const other = policies.policies.find(({ name }) => name !== 'Provisioning');
  const { id } = await start();
  const invited = await reached(id, 'awaiting_acceptance');
  await vultr.accept(invited.invitation?.id ?? '');
  const users = (await vultr.call('GET', '/v2/users')) as { users: { id: string; email: string }[] };
  const ada = users.users.find(({ email }) => email === 'ada@example.com');
  await vultr.call('POST', `/v2/policies/${other?.id}/users/${ada?.id}`);
  const run = await reached(id, 'completed');
  expect(run.evidence?.warnings).toEqual([`has a policy that was not requested: ${other?.name}`]);
});

describe('what a command returns', () => {
  test('can be read afterwards, also while the onboarding only passes through a state', async () => {
    const { start, reached, vultr, onboardings } = await stackForTest();
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    const checked = await onboardings.command(id, 'check', {}, operator());
    expect(messagesOf(await onboardings.get(id))).toEqual(messagesOf(checked));

    await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
    await reached(id, 'needs_attention');
    // Keeps the onboarding in the state that follows.
    const match = { method: 'GET', path: '/v2/groups/*/members' };
    await vultr.fault({ match, kind: 'slow', when: 'before', delayMs: 3_000 });
    await onboardings.command(id, 'approve-address', { address: 'mallory@example.com' }, operator());
    const granting = await onboardings.get(id);
    expect(granting).toMatchObject({
      state: 'granting',
      approvedAddresses: [{ address: 'mallory@example.com', by: 'ops' }],
    });
    await reached(id, 'completed');
  });
});
