import { describe, expect, onTestFinished, test } from 'vitest';
import { brakeEvent } from '../../../src/contract/api/brake-event.ts';
import { askBrakeSignal } from '../../../src/contract/temporal/messages.ts';
import { executionsOf } from '../../support/executions.ts';
import { startReceiver } from '../../support/receiver.ts';
import { shortTimings } from '../../support/timings.ts';
import { until } from '../../support/until.ts';
import { type BrakeStack, type Leaver, withBrake } from './brake-stack.ts';

const verdictsOf = async (leavers: readonly Leaver[]) =>
  (await Promise.all(leavers.map(({ verdict }) => verdict()))).map(({ verdict }) => verdict);

/** The brake while it holds this many. */
const holds = ({ onboardings }: BrakeStack, count: number) =>
  until(
    'the brake to hold them',
    () => onboardings.getBrake(),
    ({ held }) => held === count,
  );

const reason = 'HR confirms';
const operator = { name: 'ops' };

describe.concurrent('a flow that asks the brake', () => {
  test('passes with as many others as the limit allows', () =>
    withBrake({ limit: 3 }, async ({ leaveAtOnce, onboardings }) => {
      expect(await verdictsOf(await leaveAtOnce(3))).toEqual(['pass', 'pass', 'pass']);
      expect(await onboardings.getBrake()).toMatchObject({ on: false, held: 0, passed: 3, limit: 3 });
    }));

  test('needs attention with everyone who asked within the same minute if they are too many', () =>
    withBrake({ limit: 3 }, async (stack) => {
      const leavers = await stack.leaveAtOnce(4);
      await Promise.all(leavers.map(({ isHeld }) => isHeld()));
      const { items, on } = await stack.onboardings.getBrake();
      expect(on).toBe(true);
      expect(items.map(({ id }) => id).toSorted()).toEqual(leavers.map(({ flowId }) => flowId).toSorted());
      expect(items[0]).toMatchObject({
        kind: 'suspend',
        orderedBy: 'hr',
        href: `/v1/offboardings/${items[0]?.id}`,
      });
    }));

  test('goes on when another key releases it, and not when its own does', () =>
    withBrake({ limit: 0 }, async (stack) => {
      const leavers = await stack.leaveAtOnce(2);
      await holds(stack, 2);
      const all = { reason, held: 2 };
      await expect(stack.onboardings.releaseBrake(all, { name: 'hr' })).rejects.toMatchObject({
        code: 'own_order',
      });
      const { on, decisions } = await stack.onboardings.releaseBrake(all, operator);
      expect(on).toBe(false);
      expect(decisions).toMatchObject([{ verdict: 'released', by: 'ops', reason, count: 2 }]);
      expect(await Promise.all(leavers.map(({ verdict }) => verdict()))).toEqual(
        leavers.map(() => ({ verdict: 'released', by: 'ops', reason })),
      );
    }));

  test('ends when it is refused, and the others stay held', () =>
    withBrake({ limit: 0 }, async (stack) => {
      const [first, second] = await stack.leaveAtOnce(2);
      await holds(stack, 2);
      const ids = [first?.flowId ?? ''];
      await expect(stack.onboardings.refuseBrake({ reason, held: 1 }, operator)).rejects.toMatchObject({
        code: 'brake_changed',
      });
      expect(await stack.onboardings.refuseBrake({ reason, ids }, operator)).toMatchObject({ held: 1 });
      expect(await first?.verdict()).toEqual({ verdict: 'refused', by: 'ops', reason });
      expect(await second?.view()).toMatchObject({ state: 'needs_attention' });
      await expect(stack.onboardings.refuseBrake({ reason, ids }, operator)).rejects.toMatchObject({
        code: 'brake_changed',
      });
    }));

  test('passes at once if it is urgent, even while the brake is on', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      await stack.leave();
      await holds(stack, 1);
      const urgent = await stack.leave({ urgent: true });
      expect(await urgent.verdict()).toEqual({ verdict: 'pass' });
      expect(await stack.onboardings.getBrake()).toMatchObject({ held: 1, passed: 1 });
    }));

  test('is no longer held once it is cancelled', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leaver = await stack.leave();
      await leaver.isHeld();
      await leaver.command('cancel');
      expect(await leaver.verdict()).toEqual({ verdict: 'cancelled' });
      expect(await holds(stack, 0)).toMatchObject({ on: false });
    }));

  test('stays on hold when it is released meanwhile, and goes on when it is resumed', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leaver = await stack.leave();
      await leaver.isHeld();
      await leaver.command('hold');
      await stack.onboardings.releaseBrake({ reason, held: 1 }, operator);
      expect(await leaver.view()).toMatchObject({ state: 'on_hold' });
      await leaver.command('resume');
      expect(await leaver.verdict()).toMatchObject({ verdict: 'released' });
    }));

  test('still needs attention after a retry', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leaver = await stack.leave();
      await leaver.isHeld();
      expect(await leaver.command('retry')).toMatchObject({ attention: { code: 'brake_on' } });
      expect(await stack.onboardings.getBrake()).toMatchObject({ held: 1 });
    }));
});

describe('300 at once', () => {
  test('are all held, announced once, and all go with one release', { timeout: 480_000 }, async () => {
    const receiver = await startReceiver((event) => brakeEvent.parse(event));
    onTestFinished(() => receiver.stop());
    await withBrake({ limit: 10, settleMs: 5_000, webhooks: receiver.webhooks() }, async (stack) => {
      // Each would repeat its question after 20 seconds.
      const leavers = await stack.leaveAtOnce(300, { timings: shortTimings });
      const { onboardings } = stack;
      const read = () => onboardings.getBrake();
      await until('the brake to hold all', read, ({ held }) => held === 300, 120_000);
      await Promise.all(leavers.map(({ isHeld }) => isHeld(120_000)));
      expect(await read()).toMatchObject({ passed: 0, notListed: 0 });
      await onboardings.releaseBrake({ reason, held: 300 }, operator);
      expect(new Set(await verdictsOf(leavers))).toEqual(new Set(['released']));
      const events = await until(
        'the event',
        () => receiver.received,
        ({ length }) => length > 0,
      );
      expect(events.map(({ event }) => event)).toMatchObject([
        { type: 'brake.on', data: { sequence: 1, limit: 10, href: '/v1/brake' } },
      ]);
    });
  });
});

describe.concurrent('a brake that was terminated', () => {
  test('while it gathered is asked again', () =>
    withBrake({ limit: 2, settleMs: 5_000 }, async (stack) => {
      const leavers = await stack.leaveAtOnce(2);
      await until(
        'the question',
        () => stack.onboardings.getBrake(),
        ({ decidesAt }) => decidesAt !== undefined,
      );
      await stack.terminateBrake();
      expect(await verdictsOf(leavers)).toEqual(['pass', 'pass']);
    }));

  test('is followed by one that knows whom it let through', () =>
    withBrake({ limit: 2, settleMs: 0 }, async (stack) => {
      expect(await verdictsOf(await stack.leaveAtOnce(2))).toEqual(['pass', 'pass']);
      await stack.terminateBrake();
      const third = await stack.leave();
      await third.isHeld();
      expect(await stack.onboardings.getBrake()).toMatchObject({ held: 1, passed: 2 });
    }));

  test('still shows whom it held, and a release reaches them', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leavers = await stack.leaveAtOnce(3);
      await Promise.all(leavers.map(({ isHeld }) => isHeld()));
      await stack.terminateBrake();
      expect(await stack.onboardings.getBrake()).toMatchObject({ on: true, held: 3 });
      await stack.onboardings.releaseBrake({ reason, held: 3 }, operator);
      expect(await verdictsOf(leavers)).toEqual(['released', 'released', 'released']);
    }));
});

describe.concurrent('a brake', () => {
  test('ignores a cancellation from Temporal', () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leaver = await stack.leave();
      await leaver.isHeld();
      await stack.client.workflow.getHandle(stack.brakeId).cancel();
      await stack.onboardings.releaseBrake({ reason, held: 1 }, operator);
      expect(await leaver.verdict()).toMatchObject({ verdict: 'released' });
    }));

  test('continues as new and still knows whom it holds', { timeout: 240_000 }, () =>
    withBrake({ limit: 0, settleMs: 0 }, async (stack) => {
      const leaver = await stack.leave();
      await leaver.isHeld();
      const brake = stack.client.workflow.getHandle(stack.brakeId);
      const settings = { settleMs: 0, limit: 0, events: false, timings: shortTimings };
      // An execution continues as new after 1,000 events, once no signal arrives while it does.
      for (let sent = 0; sent < 1_100; sent += 50) {
        await Promise.all(Array.from({ length: 50 }, () => brake.signal(askBrakeSignal, settings)));
      }
      await until(
        'the next execution',
        () => executionsOf(stack.client, stack.brakeId),
        ({ length }) => length > 1,
        120_000,
      );
      expect(await stack.onboardings.getBrake()).toMatchObject({ on: true, held: 1 });
      await stack.onboardings.releaseBrake({ reason, held: 1 }, operator);
      expect(await leaver.verdict()).toMatchObject({ verdict: 'released' });
    }),
  );

  test('that nobody has asked holds nobody', () =>
    withBrake({}, async ({ onboardings }) => {
      expect(await onboardings.getBrake()).toEqual({
        on: false,
        passed: 0,
        held: 0,
        notListed: 0,
        items: [],
        decisions: [],
      });
      const decision = onboardings.releaseBrake({ reason, held: 1 }, operator);
      await expect(decision).rejects.toMatchObject({ code: 'brake_changed' });
    }));
});
