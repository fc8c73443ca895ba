import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { CommandName } from '../../../src/contract/rules/commands.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { repeatUnavailable } from '../../support/repeat-unavailable.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { withStack } from '../../support/with-stack.ts';

// The writer of a group prepares it while the onboarding waits for the person. Each test has a stack of its own.
let calls = 0;

function command({ onboardings }: Stack, id: string, name: CommandName): Promise<OnboardingView> {
  const caller = { name: 'ops', requestId: `call ${++calls}` };
  return repeatUnavailable(() => onboardings.command(id, name, { reason: 'a test' }, caller));
}

const createGroup = { method: 'POST', path: '/v2/groups' };
const attachPolicy = { method: 'POST', path: '/v2/policies/*/groups/*' };
const readPolicies = { method: 'GET', path: '/v2/groups/*/policies' };
const refused = { match: createGroup, kind: 'status', status: 400, body: { error: 'No.' }, times: 1_000 };
/** The group is not ready until the faults are cleared. */
const unavailable = { match: readPolicies, kind: 'error-before', times: 100_000 };
const patient = { timings: { stepTimeoutMs: 600_000, groupIdleMs: 60_000 } };

const groupReady = ({ onboardings }: Stack, id: string) =>
  until(
    'the group',
    () => onboardings.get(id),
    ({ group }) => group.id !== undefined,
  );

async function nextAttempt({ vultr }: Stack): Promise<void> {
  const attempts = async () =>
    Object.entries((await vultr.requests()).byOperation)
      .filter(([operation]) => /^GET .*\/groups\/[^/]+\/policies$/.test(operation))
      .reduce((sum, [, count]) => sum + count, 0);
  const before = await attempts();
  await until('another attempt', attempts, (count) => count > before);
}

/** Commands make a history long enough to continue as new. */
async function untilNextExecution({ client }: Stack, id: string, act: () => Promise<unknown>): Promise<void> {
  const count = async () => (await executionsOf(client, workflowIdOf(id))).length;
  for (const before = await count(); (await count()) === before;) {
    for (let times = 0; times < 10; times++) await act();
  }
}

describe.concurrent('while the group is being prepared', () => {
  test('the onboarding awaits the acceptance, and the group appears when it is ready', () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      const waiting = await stack.reached(id, 'awaiting_acceptance');
      expect(waiting.group.id).toBeUndefined();
      await stack.vultr.clearFaults();
      const { state, history } = await groupReady(stack, id);
      expect(state).toBe('awaiting_acceptance');
      expect(history.map(({ message }) => message)).toContain('group created, carries Provisioning');
    }));

  test('a person who accepts is in preparing_access until the group is ready', () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await stack.vultr.accept(invitation?.id ?? '');
      const accepted = await stack.reached(id, 'preparing_access');
      expect(accepted.step).toBe('ensureGroup');
      expect(await stack.vultr.counts()).toMatchObject({ memberships: 0 });
      await stack.vultr.clearFaults();
      await stack.reached(id, 'completed');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, groups: 1, memberships: 1 });
    }));

  test('a resend, a hold and the resume are served', () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      // Vultr's ends have whole seconds: a resend within the second of the first mail would not move it.
      const resendAt = Date.parse(invitation?.sentAt ?? '') + 1_100;
      await until('another second', Date.now, (now) => now > resendAt);
      expect(await command(stack, id, 'resend')).toMatchObject({
        state: 'awaiting_acceptance',
        invitation: { number: 2 },
      });
      expect(await command(stack, id, 'hold')).toMatchObject({ state: 'on_hold' });
      await stack.vultr.clearFaults();
      await until('the attachment', stack.vultr.counts, ({ attachments }) => attachments === 1);
      expect(await command(stack, id, 'resume')).toMatchObject({ state: 'awaiting_acceptance' });
      await groupReady(stack, id);
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'completed');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 2, groups: 1, memberships: 1 });
    }));

  test('a cancel takes effect at once, and the answer that comes later changes nothing', () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      await stack.reached(id, 'awaiting_acceptance');
      expect(await command(stack, id, 'cancel')).toMatchObject({ state: 'guarding' });
      await stack.vultr.clearFaults();
      await until('the attachment', stack.vultr.counts, ({ attachments }) => attachments === 1);
      const { state, group } = await command(stack, id, 'check');
      expect({ state, id: group.id }).toEqual({ state: 'guarding', id: undefined });
    }));

  test('a continue-as-new loses neither the wait nor the request', { timeout: 240_000 }, () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await untilNextExecution(stack, id, async () => {
        await command(stack, id, 'hold');
        await command(stack, id, 'resume');
      });
      await stack.vultr.clearFaults();
      await groupReady(stack, id);
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'completed');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, groups: 1, memberships: 1 });
    }),
  );
});

describe.concurrent('a group that cannot be prepared', () => {
  test('needs attention before the acceptance; a retry says how it ended, and the wait goes on', () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(refused);
      const { id } = await stack.start();
      const { attention, invitation } = await stack.reached(id, 'needs_attention');
      expect(attention).toMatchObject({
        step: 'ensureGroup',
        code: 'vultr_refused',
        allowedCommands: ['retry', 'cancel'],
      });
      expect(await command(stack, id, 'retry')).toMatchObject({
        state: 'needs_attention',
        step: 'ensureGroup',
      });
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.vultr.clearFaults();
      const { group } = await command(stack, id, 'retry');
      expect(group.id).toEqual(expect.any(String));
      await stack.reached(id, 'completed');
      expect(await stack.vultr.counts()).toMatchObject({ mails: 1, groups: 1, memberships: 1 });
    }));

  test('needs attention after the acceptance as well', () =>
    withStack(patient, async (stack) => {
      // The policies cannot be read for a while; then their attachment is refused.
      await stack.vultr.fault(unavailable);
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'preparing_access');
      // Right after an attempt, the next one is far enough away to exchange the faults.
      await nextAttempt(stack);
      await stack.vultr.clearFaults();
      await stack.vultr.fault({ ...refused, match: attachPolicy });
      const { attention } = await stack.reached(id, 'needs_attention');
      expect(attention).toMatchObject({ step: 'attachPolicies', code: 'vultr_refused' });
      await stack.vultr.clearFaults();
      await command(stack, id, 'retry');
      await stack.reached(id, 'completed');
    }));

  test('still needs attention after a continue-as-new, and can be cancelled', { timeout: 240_000 }, () =>
    withStack(patient, async (stack) => {
      await stack.vultr.fault(refused);
      const { id } = await stack.start();
      await stack.reached(id, 'needs_attention');
      await untilNextExecution(stack, id, () => command(stack, id, 'retry'));
      expect(await stack.reached(id, 'needs_attention')).toMatchObject({ step: 'ensureGroup' });
      expect(await command(stack, id, 'cancel')).toMatchObject({ state: 'guarding' });
    }),
  );
});
