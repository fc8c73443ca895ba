import { describe, expect, test } from 'vitest';
import type { ProblemError } from '../../../src/contract/api/problems.ts';
import { startStack, type Stack, type StackOptions } from '../../support/stack.ts';
import { until } from '../../support/until.ts';

/** Faults that two events at once, or an uncertain write, have caused. Each test has its own stack; they run concurrently. */
async function using(options: StackOptions, live: (stack: Stack) => Promise<void>): Promise<void> {
  const stack = await startStack(options);
  try {
    await live(stack);
  } finally {
    await stack.stop();
  }
}

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });
const because = { reason: 'the offer was withdrawn' };

const createInvitation = { method: 'POST', path: '/v2/invitation' };

async function usersOf({ vultr }: Stack): Promise<string[]> {
  const { users } = (await vultr.call('GET', '/v2/users')) as { users: { email: string }[] };
  return users.map(({ email }) => email);
}

const passed = (ms: number, since = Date.now()) => until(`${ms} ms`, Date.now, (now) => now > since + ms);

describe.concurrent('one email for one reason', () => {
  test('a resend that resumed an onboarding is not repeated after hold and resume', () =>
    using({ maxInvitations: 1, dialect: { invitationLifetimeMs: 2_000 } }, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      await reached(id, 'needs_attention');
      await vultr.setDialect({ invitationLifetimeMs: 60_000 });
      await runs.command(id, 'resend', {}, operator());
      await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'hold', {}, operator());
      await runs.command(id, 'resume', {}, operator());
      await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'check', {}, operator());
      expect(await vultr.counts()).toMatchObject({ mails: 2 });
    }));

  test('a resend that a hold interrupted happens after the resume', () =>
    using({}, async ({ start, reached, vultr, runs }) => {
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      // Vultr's expiry dates have whole seconds: a resend within the second of the first email would not move it.
      await passed(1_100, Date.parse(invitation?.sentAt ?? ''));
      const match = { method: 'POST', path: '/v2/invitation/*/resend' };
      await vultr.fault({ match, kind: 'error-before', times: 2 });
      const resending = runs.command(id, 'resend', {}, operator());
      await until('the first refusal', vultr.requests, ({ byOperation }) =>
        Object.keys(byOperation).some((operation) => operation.endsWith('/resend')),
      );
      await runs.command(id, 'hold', {}, operator());
      await reached(id, 'on_hold');
      await runs.command(id, 'resume', {}, operator());
      await resending;
      const run = await until(
        'invitation 2',
        () => runs.get(id),
        ({ invitation: current, state }) => state === 'awaiting_acceptance' && current?.number === 2,
      );
      expect(run.history.filter(({ message }) => message === 'resend requested by ops')).toHaveLength(1);
      expect(await vultr.counts()).toMatchObject({ mails: 2 });
    }));

  test('an immediate retry after a lost response waits until reads show what was sent', () =>
    using(
      {
        timings: { stepTimeoutMs: 500, settleMs: 4_000 },
        dialect: { readDelayMs: 3_000, duplicateInvitation: 'doubled' },
      },
      async ({ start, reached, vultr, runs }) => {
        await vultr.fault({ match: createInvitation, kind: 'drop-after' });
        const { id } = await start();
        const stuck = await reached(id, 'needs_attention');
        expect(stuck.attention).toMatchObject({ step: 'inviteUser', code: 'outcome_unknown' });
        await runs.command(id, 'retry', {}, operator());
        await reached(id, 'awaiting_acceptance');
        expect(await vultr.counts()).toMatchObject({ mails: 1 });
      },
    ));

  test('a cancel after the key was refused while looking for the invitation finds and guards it', () =>
    using({}, async ({ start, reached, vultr, runs }) => {
      const match = { method: 'GET', path: '/v2/invitation/*' };
      await vultr.fault({ match, kind: 'status', status: 400, body: {} });
      const { id } = await start();
      expect((await reached(id, 'needs_attention')).step).toBe('inviteUser');
      await runs.command(id, 'cancel', because, operator());
      expect((await reached(id, 'guarding')).invitation?.id).toEqual(expect.any(String));
    }));

  test('an immediate cancel after a lost response finds the invitation and guards it', () =>
    using(
      { timings: { stepTimeoutMs: 500, settleMs: 4_000 }, dialect: { readDelayMs: 3_000 } },
      async ({ start, reached, vultr, runs }) => {
        await vultr.fault({ match: createInvitation, kind: 'drop-after' });
        const { id } = await start();
        await reached(id, 'needs_attention');
        await runs.command(id, 'cancel', because, operator());
        const run = await reached(id, 'guarding');
        expect(run.invitation?.id).toEqual(expect.any(String));
      },
    ));
});

describe.concurrent('a cancelled onboarding', () => {
  test('keeps guarding the invitation if its rehire stops at a wrong name and is cancelled too', () =>
    using({}, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'cancel', because, operator());
      await start({ policies: ['typo'] });
      await reached(id, 'needs_attention');
      expect(await runs.command(id, 'cancel', because, operator())).toMatchObject({ state: 'guarding' });
      await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
      expect((await reached(id, 'cancelled')).removals).toMatchObject([{ email: 'mallory@example.com' }]);
      expect(await usersOf(stack)).not.toContain('mallory@example.com');
    }));

  test('leaves a stranger who accepted just before the rehire to the rehire, and no email goes out', () =>
    using({ timings: { checkEveryMs: 30_000 } }, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'cancel', because, operator());
      await until(
        'the pause after the first look',
        async () => (await stack.client.workflow.getHandle(id).describe()).raw.pendingActivities ?? [],
        (pending) => pending.some(({ attempt }) => attempt === 2),
      );
      await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
      await start({ group: { name: 'Designers' } });
      const stuck = await reached(id, 'needs_attention');
      expect(stuck.attention).toMatchObject({ code: 'wrong_person' });
      await runs.command(id, 'cancel', because, operator());
      expect((await reached(id, 'cancelled')).removals).toMatchObject([{ email: 'mallory@example.com' }]);
      expect(await usersOf(stack)).not.toContain('mallory@example.com');
      expect(await vultr.counts()).toMatchObject({ mails: 1, memberships: 0 });
    }));

  test('removes anyone who accepts an adopted invitation that it may have resent, and ends', () =>
    using({}, async ({ start, reached, vultr, runs, historyLength }) => {
      await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await passed(1_100, Date.parse(invitation?.sentAt ?? ''));
      await vultr.fault({ match: { method: 'POST', path: '/v2/invitation/*/resend' }, kind: 'drop-after' });
      await runs.command(id, 'resend', {}, operator());
      await runs.command(id, 'cancel', because, operator());
      await vultr.accept(invitation?.id ?? '');
      expect((await reached(id, 'cancelled')).removals).toMatchObject([{ email: 'ada@example.com' }]);
      expect(await historyLength(id)).toBeLessThan(150);
    }));

  test('keeps guarding if undoing was skipped', () =>
    using({}, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await vultr.fault({
        match: { method: 'GET', path: '/v2/users' },
        kind: 'status',
        status: 400,
        body: {},
      });
      const stuck = await runs.command(id, 'cancel', because, operator());
      expect(stuck.attention).toMatchObject({ step: 'undoAccess', allowedCommands: ['retry', 'skip'] });
      await runs.command(id, 'skip', { reason: 'nobody is there yet' }, operator());
      await reached(id, 'guarding');
      await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
      await reached(id, 'cancelled');
      expect(await usersOf(stack)).not.toContain('mallory@example.com');
    }));

  test('needs attention if the user who accepted cannot be seen: they would stay', () =>
    using({ dialect: { userRowDelayMs: 60_000 }, timings: { readTimeoutMs: 1_000 } }, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      const { invitation } = await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'cancel', because, operator());
      await vultr.accept(invitation?.id ?? '', 'mallory@example.com');
      const stuck = await reached(id, 'needs_attention');
      expect(stuck.attention).toMatchObject({ step: 'guardInvitation', code: 'person_not_found' });
    }));

  test('shows as cancelled while the step in progress still finishes', () =>
    using({}, async ({ start, reached, vultr, runs }) => {
      await vultr.fault({ match: createInvitation, kind: 'slow', when: 'after', delayMs: 4_000 });
      const { id } = await start();
      await until('the trap', vultr.pendingFaults, (count) => count === 0);
      const cancelling = runs.command(id, 'cancel', because, operator());
      await until(
        'the news',
        () => runs.get(id),
        ({ cancellation }) => cancellation !== undefined,
      );
      await expect(start()).rejects.toMatchObject({ code: 'open_onboarding_conflict' });
      expect(await cancelling).toMatchObject({ state: 'guarding' });
      await reached(id, 'guarding');
    }));

  test('leaves alone a user who came in another way while its own invitation is pending', () =>
    using({}, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const { id } = await start();
      await reached(id, 'awaiting_acceptance');
      await vultr.addUser('ada@example.com');
      await runs.command(id, 'cancel', because, operator());
      const run = await runs.command(id, 'check', {}, operator());
      expect(run.removals).toBeUndefined();
      expect(await usersOf(stack)).toContain('ada@example.com');
    }));

  test('leaves alone a person added by hand after Vultr refused to send its invitation', () =>
    using({}, async (stack) => {
      const { start, reached, vultr, runs } = stack;
      const refusal = { kind: 'status', status: 400, body: {} };
      await vultr.fault({ match: createInvitation, ...refusal });
      await vultr.fault({ match: { method: 'GET', path: '/v2/users/*/policies' }, ...refusal });
      const { id } = await start();
      expect((await reached(id, 'needs_attention')).step).toBe('inviteUser');
      await vultr.addUser('ada@example.com');
      await runs.command(id, 'retry', {}, operator());
      await until(
        'the proof',
        () => runs.get(id),
        ({ attention }) => attention?.step === 'verifyAccess',
      );
      await runs.command(id, 'cancel', because, operator());
      const run = await reached(id, 'cancelled');
      expect(run.removals?.map(({ action }) => action)).toEqual([expect.stringContaining('group')]);
      expect(await usersOf(stack)).toContain('ada@example.com');
    }));
});

describe.concurrent('calls', () => {
  test('repeating the same cancel after a rehire does not cancel the rehire', () =>
    using({}, async ({ start, reached, runs }) => {
      const { id } = await start();
      await reached(id, 'awaiting_acceptance');
      const caller = operator();
      await runs.command(id, 'cancel', because, caller);
      await start({ group: { name: 'Designers' } });
      await reached(id, 'awaiting_acceptance');
      expect((await runs.command(id, 'cancel', because, caller)).cancellation).toBeUndefined();
      expect((await runs.get(id)).state).toBe('awaiting_acceptance');
    }));

  test('five different requests at once while guarding: one rehires, the others get a conflict', () =>
    using({}, async ({ start, reached, runs, vultr }) => {
      const { id } = await start();
      await reached(id, 'awaiting_acceptance');
      await runs.command(id, 'cancel', because, operator());
      const names = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'];
      const answers = await Promise.allSettled(names.map((name) => start({ group: { name } })));
      const taken = answers.filter(({ status }) => status === 'fulfilled');
      expect(taken).toHaveLength(1);
      const refused = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [(answer.reason as ProblemError).code] : [],
      );
      expect(refused).toEqual(Array.from({ length: 4 }, () => 'open_onboarding_conflict'));
      const run = await reached(id, 'awaiting_acceptance');
      expect(taken).toMatchObject([{ value: { group: { name: run.group.name } } }]);
      expect(await vultr.counts()).toMatchObject({ mails: 1 });
    }));

  test('twenty impatient checks while Vultr is unavailable do not block a cancel', () =>
    using({}, async ({ start, reached, vultr, runs }) => {
      const { id } = await start();
      await reached(id, 'awaiting_acceptance');
      await vultr.fault({ match: { method: 'GET', path: '/v2/**' }, kind: 'error-before', times: 8 });
      const checks = Array.from({ length: 20 }, () => runs.command(id, 'check', {}, operator()));
      await Promise.all(checks.map((check) => check.catch(() => undefined)));
      await runs.command(id, 'cancel', because, operator());
      await until(
        'the news',
        () => runs.get(id),
        ({ cancellation }) => cancellation !== undefined,
      );
      const { history } = await reached(id, 'guarding');
      expect(history.filter(({ message }) => message === 'check requested by ops').length).toBeLessThan(5);
    }));
});
