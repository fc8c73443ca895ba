import { describe, expect, test } from 'vitest';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';
import { workflowIdOf } from '../../support/executions.ts';

async function acceptWhenInvited({ onboardings, vultr }: Stack, id: string, number = 1): Promise<void> {
  const run = await until(
    `invitation ${number}`,
    () => onboardings.get(id),
    ({ state, invitation }) => state === 'awaiting_acceptance' && invitation?.number === number,
  );
  await vultr.accept(run.invitation?.id ?? '');
}

/** The first look has been, so that what is done now only the next one can see. */
async function pauseAfterFirstLook({ client }: Stack, id: string): Promise<void> {
  await until(
    'the pause after the first look',
    async () => (await client.workflow.getHandle(workflowIdOf(id)).describe()).raw.pendingActivities ?? [],
    (pending) =>
      pending.some(({ activityType, attempt }) => activityType?.name === 'awaitAcceptance' && attempt === 2),
  );
}

test('a new group whose name resembles an existing one is shown as a warning', async () => {
  const stack = await stackForTest();
  await stack.vultr.call('POST', '/v2/groups', { display_name: 'DEVELOPERS', description: '' });
  const { id } = await stack.start();
  const { warnings, history } = await stack.reached(id, 'awaiting_acceptance');
  const warning =
    'No group is named "Developers", so one is created. "DEVELOPERS" exists and was probably meant.';
  expect(warnings).toEqual([warning]);
  expect(history.map(({ message }) => message)).toContain(`warning: ${warning}`);
});

describe('a person who accepts', () => {
  test('gets verified access with one email, one group, one attachment, one membership', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr, historyLength } = stack;
    const { id } = await start();
    await acceptWhenInvited(stack, id);
    const run = await reached(id, 'completed');

    expect(run.evidence?.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    expect(run.timings.acceptanceToAccessMs).toBeGreaterThanOrEqual(0);
    expect(await vultr.counts()).toMatchObject({ mails: 1, groups: 1, memberships: 1, attachments: 1 });
    expect(await historyLength(id)).toBeLessThanOrEqual(70);
  });

  test('in the second window has received two emails and no more', async () => {
    const stack = await stackForTest({ dialect: { invitationLifetimeMs: 4_000 } });
    const { start, reached, vultr } = stack;
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    // The second window is as long as a busy machine may need.
    await vultr.setDialect({ invitationLifetimeMs: 60_000 });
    await acceptWhenInvited(stack, id, 2);
    const run = await reached(id, 'completed');

    expect(run.history.map(({ message }) => message)).toContain(
      'invitation 2 sent: the previous one was resent',
    );
    expect(await vultr.counts()).toMatchObject({ mails: 2, invitations: 1, memberships: 1 });
  });

  test('gets a new invitation if Vultr refuses to resend an expired one', async () => {
    const stack = await stackForTest({
      dialect: { invitationLifetimeMs: 4_000, resendExpired: '400', expiredStatus: 'Expired' },
    });
    const { start, reached, vultr } = stack;
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    // The second window is as long as a busy machine may need.
    await vultr.setDialect({ invitationLifetimeMs: 60_000 });
    await acceptWhenInvited(stack, id, 2);
    await reached(id, 'completed');
    expect(await vultr.counts()).toMatchObject({ mails: 2, invitations: 2, memberships: 1 });
  });

  test.each([
    ['the person', 'ada@example.com', 'completed'],
    ['a stranger', 'mallory@example.com', 'needs_attention'],
  ] as const)(
    'in the last second is found by the last look, %s, and no second mail goes out',
    async (_who, email, state) => {
      const slow = { checkEveryMs: 60_000 };
      const stack = await stackForTest({
        dialect: { invitationLifetimeMs: 6_000 },
        timings: slow,
      });
      const { start, reached, vultr } = stack;
      const { id } = await start();
      await pauseAfterFirstLook(stack, id);
      const invited = await stack.onboardings.get(id);
      await vultr.accept(invited.invitation?.id ?? '', email);
      const run = await reached(id, state);
      expect(run.attention?.code).toBe(state === 'completed' ? undefined : 'wrong_person');
      expect(run.invitation?.number).toBe(1);
      expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: state === 'completed' ? 1 : 0 });
    },
  );

  test('is verified even if reads lag behind', async () => {
    const stack = await stackForTest({
      dialect: { readDelayMs: 800, userRowDelayMs: 2_000 },
      timings: { settleMs: 4_000 },
    });
    const { start, reached, vultr } = stack;
    const { id } = await start();
    await acceptWhenInvited(stack, id);
    await reached(id, 'completed');
    expect(await vultr.counts()).toMatchObject({ mails: 1, groups: 1, memberships: 1, attachments: 1 });
  });
});

describe('adopts what already exists', () => {
  test('an Active member needs no invitation', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    await vultr.addUser('ada@example.com');
    const { id } = await start();
    const run = await reached(id, 'completed');
    expect(run.invitation).toBeUndefined();
    expect(await vultr.counts()).toMatchObject({ mails: 0, memberships: 1 });
  });

  test('a pending invitation', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    await vultr.call('POST', '/v2/invitation', { email_invited: 'Ada@example.com' });
    const { id } = await start();
    await acceptWhenInvited(stack, id);
    await reached(id, 'completed');
    expect(await vultr.counts()).toMatchObject({ mails: 1, invitations: 1 });
  });

  test('a group with the name and the policy attached', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    const first = await start();
    await acceptWhenInvited(stack, first.id);
    await reached(first.id, 'completed');
    const second = await start({ email: 'bob@example.com' });
    await acceptWhenInvited(stack, second.id);
    await reached(second.id, 'completed');
    expect(await vultr.counts()).toMatchObject({ groups: 1, attachments: 1, memberships: 2 });
  });
});

test('twenty onboardings for one new group create one group', async () => {
  const stack = await stackForTest({ dialect: { requestsPerSecond: 0 } });
  const { start, reached, vultr } = stack;
  const people = Array.from({ length: 20 }, (_, index) => `hire${index}@example.com`);
  const started = await Promise.all(people.map((email) => start({ email })));
  for (const { id } of started) {
    await reached(id, 'awaiting_acceptance');
    await until(
      'the group',
      () => stack.onboardings.get(id),
      ({ group }) => group.id !== undefined,
    );
  }
  expect(await vultr.counts()).toMatchObject({ groups: 1, attachments: 1, mails: 20 });
});

describe('needs attention', () => {
  test('when nobody accepts; five windows stay under 200 events; resend resumes', async () => {
    const stack = await stackForTest({
      dialect: { invitationLifetimeMs: 2_500 },
    });
    const { start, reached, vultr, onboardings, historyLength } = stack;
    const { id } = await start();
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'awaitAcceptance',
      code: 'invitation_unanswered',
      allowedCommands: ['check', 'resend', 'cancel'],
    });
    expect(stuck.invitation).toMatchObject({ number: 5, status: 'expired' });
    expect(await vultr.counts()).toMatchObject({ mails: 5 });
    expect(await historyLength(id)).toBeLessThan(200);

    await vultr.setDialect({ invitationLifetimeMs: 60_000 });
    const resent = await onboardings.command(id, 'resend', {}, { name: 'ops', requestId: 'one' });
    expect(resent).toMatchObject({ state: 'awaiting_acceptance', invitation: { number: 6 } });
    await acceptWhenInvited(stack, id, 6);
    const done = await reached(id, 'completed');
    expect(done.history.map(({ message }) => message)).toContain('resend requested by ops');
    expect(await vultr.counts()).toMatchObject({ mails: 6, memberships: 1 });
  });

  test('before any email when a policy is unknown; nothing is written', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    const { id } = await start({ policies: ['provisioning'] });
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({ step: 'preflight', code: 'policy_not_found' });
    expect(stuck.attention?.facts).toEqual({ policy: 'provisioning', didYouMean: 'Provisioning' });
    expect(await vultr.counts()).toMatchObject({ mails: 0, groups: 0 });
  });

  test('when two groups have the name; retry continues once that is fixed', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr, onboardings } = stack;
    const group = { display_name: 'Developers', description: 'one of two' };
    await vultr.call('POST', '/v2/groups', group);
    const other = (await vultr.call('POST', '/v2/groups', group)) as { id: string };
    const { id } = await start();
    expect((await reached(id, 'needs_attention')).attention?.code).toBe('group_ambiguous');

    await vultr.call('DELETE', `/v2/groups/${other.id}`);
    await onboardings.command(id, 'retry', {}, { name: 'ops', requestId: 'one' });
    await reached(id, 'awaiting_acceptance');
    expect(await vultr.counts()).toMatchObject({ groups: 1, mails: 1 });
  });

  test('when another person accepts; nothing is granted to them', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invited.invitation?.id ?? '', 'mallory@example.com');
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({
      step: 'confirmPerson',
      code: 'wrong_person',
      facts: { invited: 'ada@example.com', accepted: 'mallory@example.com' },
    });
    expect(await vultr.counts()).toMatchObject({ memberships: 0 });
  });

  test('not when the other email is an allowed one', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    const { id } = await start({ allowedAddresses: ['ada.l@example.com'] });
    const invited = await reached(id, 'awaiting_acceptance');
    await vultr.accept(invited.invitation?.id ?? '', 'Ada.L@example.com');
    await reached(id, 'completed');
    expect(await vultr.counts()).toMatchObject({ memberships: 1 });
  });

  test('when Vultr returns 201 for the membership and does nothing', async () => {
    const stack = await stackForTest({
      dialect: { memberWrite: 'ignored' },
      timings: { readTimeoutMs: 2_000 },
    });
    const { start, reached } = stack;
    const { id } = await start();
    await acceptWhenInvited(stack, id);
    const stuck = await reached(id, 'needs_attention');
    expect(stuck.attention).toMatchObject({ step: 'addMember', code: 'write_not_visible' });
  });

  test('not when Vultr refuses the key briefly: the onboarding continues by itself', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr } = stack;
    const refusal = { kind: 'status', status: 401, body: { error: 'Invalid API token.', status: 401 } };
    await vultr.fault({ ...refusal, times: 2 });
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    expect(await vultr.pendingFaults()).toBe(0);
  });
});

describe('commands', () => {
  test('check reads at once, however long the pause between polls', async () => {
    const slow = { checkEveryMs: 60_000 };
    const stack = await stackForTest({ timings: slow });
    const { start, reached, vultr, onboardings } = stack;
    const { id } = await start();
    const invited = await reached(id, 'awaiting_acceptance');
    await pauseAfterFirstLook(stack, id);
    await vultr.accept(invited.invitation?.id ?? '');
    await onboardings.command(id, 'check', {}, { name: 'ops', requestId: 'one' });
    const run = await reached(id, 'completed');
    expect(run.timings.acceptanceToAccessMs).toBeLessThan(slow.checkEveryMs);
  });

  test('a repeated resend with the same request ID sends one email', async () => {
    const stack = await stackForTest();
    const { start, reached, vultr, onboardings } = stack;
    const { id } = await start();
    const { invitation } = await reached(id, 'awaiting_acceptance');
    // Vultr's ends have whole seconds: a resend within the second of the first mail would not move it.
    const sentAt = Date.parse(invitation?.sentAt ?? '');
    await until('the next second', Date.now, (now) => now > sentAt + 1_100);
    const caller = { name: 'ops', requestId: 'one' };
    await Promise.all([
      onboardings.command(id, 'resend', {}, caller),
      onboardings.command(id, 'resend', {}, caller),
    ]);
    await onboardings.command(id, 'resend', {}, caller);
    expect(await vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
  });

  test('what the state does not allow is rejected, with what it allows', async () => {
    const stack = await stackForTest();
    const { start, reached, onboardings } = stack;
    const { id } = await start();
    await reached(id, 'awaiting_acceptance');
    await expect(
      onboardings.command(id, 'retry', {}, { name: 'ops', requestId: 'one' }),
    ).rejects.toMatchObject({
      code: 'command_not_possible',
      message: expect.stringContaining('Allowed now: check, resend'),
    });
    await acceptWhenInvited(stack, id);
    await reached(id, 'completed');
    await expect(
      onboardings.command(id, 'check', {}, { name: 'ops', requestId: 'two' }),
    ).rejects.toMatchObject({
      code: 'command_not_possible',
    });
  });
});
