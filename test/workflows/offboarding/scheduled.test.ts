import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { inVirtualTime, lacksVirtualTime } from '../../support/in-virtual-time.ts';
import { withStack } from '../../support/with-stack.ts';
import { ada, command, hire, order, reaches, takings } from './leaver.ts';

const dayMs = 86_400_000;
const { timings, maxInvitations } = loadConfig({}).onboarding;
const defaults = { timings, maxInvitations };
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

// Temporal's test server stops about once in a few hundred runs: a second attempt shows whether that was the cause.
describe.skipIf(lacksVirtualTime())('a scheduled departure, in virtual time', { retry: 1 }, () => {
  test('takes nothing before its time, then cuts the person off', () =>
    inVirtualTime(defaults, async (stack, environment) => {
      await stack.vultr.addUser(ada);
      const effectiveAt = inDays(30);
      const before = await takings(stack);
      const { id, state, nextStep } = await order(stack, { effectiveAt, evenIfNotBroughtInHere: true });
      expect({ state, nextStep }).toEqual({
        state: 'scheduled',
        nextStep: expect.stringContaining('begins at'),
      });
      await environment.sleep(28 * dayMs);
      expect(await stack.offboardings.get(id)).toMatchObject({
        state: 'scheduled',
        step: 'awaitStart',
        effectiveAt,
      });
      expect(await takings(stack)).toEqual(before);
      await environment.sleep(2 * dayMs);
      const { timings: times } = await reaches(stack, id, 'suspended');
      expect(Date.parse(times.suspendedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(effectiveAt));
    }));
});

describe.concurrent('a scheduled departure', () => {
  test('gives way to an order for now, on hold as well', () =>
    withStack({}, async (stack) => {
      await hire(stack);
      const first = await order(stack, { effectiveAt: inDays(30) });
      await reaches(stack, first.id, 'scheduled');
      await command(stack, first.id, 'hold');
      await reaches(stack, first.id, 'on_hold');
      const { id } = await order(stack);
      await reaches(stack, id, 'suspended');
      expect(await stack.offboardings.get(first.id)).toMatchObject({
        state: 'reinstated',
        supersededBy: id,
        cancellation: { by: 'hr', reason: `superseded by ${id}` },
      });
    }));

  test('gives way to another day', () =>
    withStack({}, async (stack) => {
      await hire(stack);
      const first = await order(stack, { effectiveAt: inDays(30) });
      const effectiveAt = inDays(60);
      const { id } = await order(stack, { effectiveAt });
      expect(id).not.toBe(first.id);
      expect(await reaches(stack, id, 'scheduled')).toMatchObject({ effectiveAt });
    }));

  test('that is called off has read and taken nothing', () =>
    withStack({}, async (stack) => {
      await hire(stack);
      const { total } = await stack.vultr.requests();
      const { id } = await order(stack, { effectiveAt: inDays(30) });
      await reaches(stack, id, 'scheduled');
      await command(stack, id, 'reinstate');
      expect(await reaches(stack, id, 'reinstated')).not.toHaveProperty('supersededBy');
      expect((await stack.vultr.requests()).total).toBe(total);
    }));

  test('takes neither remove-now nor a hire', () =>
    withStack({}, async (stack) => {
      await hire(stack);
      const { id } = await order(stack, { effectiveAt: inDays(30) });
      await reaches(stack, id, 'scheduled');
      await expect(command(stack, id, 'remove-now')).rejects.toMatchObject({ code: 'command_not_possible' });
      const other = stack.start({ group: { name: 'Billing' }, policies: ['Billing'] });
      await expect(other).rejects.toMatchObject({ code: 'open_offboarding_conflict' });
    }));

  test('begins at once if its time has passed, and interrupts an open onboarding then', () =>
    withStack({}, async (stack) => {
      const { id: onboardingId } = await stack.start();
      await stack.reached(onboardingId, 'awaiting_acceptance');
      await expect(order(stack, { effectiveAt: inDays(30) })).rejects.toMatchObject({
        code: 'open_onboarding_conflict',
      });
      const { id } = await order(stack, { effectiveAt: inDays(-1) });
      expect(await reaches(stack, id, 'guarding')).not.toHaveProperty('effectiveAt');
    }));
});
