import { describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { CommandName } from '../../../src/contract/rules/commands.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { repeatUnavailable } from '../../support/repeat-unavailable.ts';
import { until } from '../../support/until.ts';
import { stackForTest } from '../../support/with-stack.ts';

let calls = 0;
const operator = () => ({ name: 'ops', requestId: `call ${++calls}` });
const because = { reason: 'the offer was withdrawn' };

const manyCommands = 2_500;
/** An execution continues as new after 1,000 events; a pair of commands has about 18. */
const untilNextExecution = 70;

type Stack = Awaited<ReturnType<typeof stackForTest>>;

/** Sends a command with the same `requestId` until it is served. */
function command({ onboardings }: Stack, id: string, name: CommandName): Promise<OnboardingView> {
  const caller = operator();
  return repeatUnavailable(() => onboardings.command(id, name, because, caller));
}

async function holdAndResume(stack: Stack, id: string, times: number): Promise<void> {
  for (let done = 0; done < times; done++) {
    expect(await command(stack, id, 'hold')).toMatchObject({ state: 'on_hold' });
    const { state } = await command(stack, id, 'resume');
    expect(state).not.toBe('on_hold');
  }
}

async function executionCount({ client }: Stack, id: string): Promise<number> {
  return (await executionsOf(client, workflowIdOf(id))).length;
}

describe('an onboarding that rests', () => {
  test('takes any number of commands, and loses nothing', { timeout: 600_000 }, async () => {
    const stack = await stackForTest();
    const { id } = await stack.start({ firstName: 'Ada' });
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await holdAndResume(stack, id, manyCommands / 2);
    expect(await executionCount(stack, id)).toBeGreaterThan(10);
    const view = await stack.reached(id, 'awaiting_acceptance');
    expect(view).toMatchObject({ id, firstName: 'Ada', invitation: { id: invitation?.id, number: 1 } });
    await stack.vultr.accept(invitation?.id ?? '');
    await stack.reached(id, 'completed');
    expect(await stack.vultr.counts()).toMatchObject({ mails: 1, memberships: 1 });
  });

  test(
    'on hold, guarding and in need of attention continues as new as well',
    { timeout: 300_000 },
    async () => {
      const stack = await stackForTest({ timings: { readTimeoutMs: 1_000 } });
      const { id } = await stack.start();
      const { invitation } = await stack.reached(id, 'awaiting_acceptance');
      await holdAndResume(stack, id, untilNextExecution);
      // Several impatient operators at once: each of them is served, whichever execution they reach. Temporal allows ten
      // updates in progress.
      for (let round = 0; round < 10; round++) {
        const impatient = Array.from({ length: 8 }, () => command(stack, id, 'check'));
        expect(await Promise.all(impatient)).toMatchObject(impatient.map(() => ({ id })));
      }
      const cancel = operator();
      await stack.onboardings.command(id, 'cancel', because, cancel);
      await stack.reached(id, 'guarding');
      for (let looks = 0; looks < 90; looks++) {
        expect(await command(stack, id, 'check')).toMatchObject({
          state: 'guarding',
        });
      }
      const before = await executionCount(stack, id);
      expect(before).toBeGreaterThan(1);
      // A repeated call finds what it led to in an execution that has ended.
      expect(await stack.onboardings.command(id, 'cancel', because, cancel)).toMatchObject({
        state: 'guarding',
      });
      const refusal = { kind: 'status', status: 400, body: {}, times: 1_000 };
      await stack.vultr.fault({ match: { method: 'GET', path: '/v2/users' }, ...refusal });
      await stack.vultr.accept(invitation?.id ?? '');
      await stack.reached(id, 'needs_attention');
      for (let retries = 0; retries < 70; retries++) {
        expect(await command(stack, id, 'retry')).toMatchObject({
          state: 'needs_attention',
        });
      }
      expect(await executionCount(stack, id)).toBeGreaterThan(before);
      await stack.vultr.clearFaults();
      await command(stack, id, 'retry');
      await stack.reached(id, 'cancelled');
      expect(await stack.vultr.userEmails()).not.toContain('ada@example.com');
      const { history } = await until(
        'the register',
        () => stack.onboardings.get(id),
        (view) => view.state === 'cancelled',
      );
      expect(history[0]?.message).toBe('started');
    },
  );
});
