import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { inVirtualTime, lacksVirtualTime } from '../../support/in-virtual-time.ts';

const dayMs = 86_400_000;
/** The defaults of a service without any configuration: three days are three days here. */
const { timings, maxInvitations } = loadConfig({}).onboarding;

const defaults = { timings, maxInvitations };

const operator = (requestId: string) => ({ name: 'ops', requestId });

// Temporal's test server stops about once in a few hundred runs: a second attempt shows whether that was the cause.
const options = { retry: 1 };

describe.skipIf(lacksVirtualTime())('with the default timings, in virtual time', options, () => {
  test('three days pass, one last look, a resend, accepted in the second window', () =>
    inVirtualTime(defaults, async (stack, environment) => {
      const { id } = await stack.start();
      const first = await stack.reached(id, 'awaiting_acceptance');
      const sentAt = Date.parse(first.invitation?.sentAt ?? '');
      expect(Date.parse(first.invitation?.expiresAt ?? '') - sentAt).toBeGreaterThan(3 * dayMs - 2_000);

      await environment.sleep(2.9 * dayMs);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1 });
      await environment.sleep(0.2 * dayMs);
      const second = await stack.onboardings.get(id);
      expect(second).toMatchObject({ state: 'awaiting_acceptance', invitation: { number: 2 } });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, invitations: 1 });
      expect(Date.parse(second.invitation?.expiresAt ?? '') - sentAt).toBeGreaterThan(6 * dayMs - 2_000);

      await environment.sleep(1 * dayMs);
      await stack.vultr.accept(first.invitation?.id ?? '');
      await environment.sleep(2 * timings.checkEveryMs);
      const done = await stack.reached(id, 'completed');
      // The person waited no longer than one pause between two polls.
      expect(done.timings.acceptanceToAccessMs).toBeLessThan(1.2 * timings.checkEveryMs);
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, groups: 1, memberships: 1 });
      expect(await stack.historyLength(id)).toBeLessThan(100);
    }));

  test('nothing is read or sent during five days on hold; after the resume the expired window is renewed at once', () =>
    inVirtualTime(defaults, async (stack, environment) => {
      const { id } = await stack.start();
      await stack.reached(id, 'awaiting_acceptance');
      await environment.sleep(1 * dayMs);
      await stack.onboardings.command(id, 'hold', {}, operator('hold'));
      const { total } = await stack.vultr.requests();
      await environment.sleep(5 * dayMs);
      expect((await stack.vultr.requests()).total).toBe(total);
      expect(await stack.onboardings.get(id)).toMatchObject({ state: 'on_hold', invitation: { number: 1 } });

      await stack.onboardings.command(id, 'resume', {}, operator('resume'));
      await environment.sleep(2 * timings.settleMs);
      const run = await stack.onboardings.get(id);
      expect(run).toMatchObject({ state: 'awaiting_acceptance', invitation: { number: 2 } });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2 });
    }));

  test('cancelled on the first day: anyone who accepts on the second is removed within one poll; if nobody accepts, it guards to the end', () =>
    inVirtualTime(defaults, async (stack, environment) => {
      const [late, never] = [await stack.start(), await stack.start({ email: 'bob@example.com' })];
      const { invitation } = await stack.reached(late.id, 'awaiting_acceptance');
      await stack.reached(never.id, 'awaiting_acceptance');
      await environment.sleep(0.5 * dayMs);
      for (const { id } of [late, never]) {
        const run = await stack.onboardings.command(
          id,
          'cancel',
          { reason: 'withdrawn' },
          operator(`cancel ${id}`),
        );
        expect(run.state).toBe('guarding');
      }
      await environment.sleep(1 * dayMs);
      await stack.vultr.accept(invitation?.id ?? '');
      await environment.sleep(2 * timings.checkEveryMs);
      expect((await stack.reached(late.id, 'cancelled')).removals).toHaveLength(1);
      expect(await stack.onboardings.get(never.id)).toMatchObject({ state: 'guarding' });
      await environment.sleep(1.6 * dayMs);
      expect(await stack.reached(never.id, 'cancelled')).toMatchObject({ invitation: { status: 'expired' } });
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, memberships: 0 });
      expect(await stack.historyLength(never.id)).toBeLessThan(100);
    }));
});
