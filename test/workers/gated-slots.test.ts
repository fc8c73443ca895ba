import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gatedSlots } from '../../src/workers/gated-slots.ts';

const context = {} as never;
const never = new AbortController().signal;

test('reserves up to the maximum, and one more when a slot is released', async () => {
  const slots = gatedSlots(2, async () => {});
  await slots.reserveSlot(context, never);
  await slots.reserveSlot(context, never);
  let third = false;
  const reserving = slots.reserveSlot(context, never).then(() => (third = true));
  await nextTurn();
  expect(third).toBe(false);
  slots.releaseSlot(context);
  await reserving;
  expect(third).toBe(true);
});

test('reserves as many slots as are released at the same time', async () => {
  const slots = gatedSlots(2, async () => {});
  await slots.reserveSlot(context, never);
  await slots.reserveSlot(context, never);
  const waiting = [slots.reserveSlot(context, never), slots.reserveSlot(context, never)];
  await nextTurn();
  slots.releaseSlot(context);
  slots.releaseSlot(context);
  await expect(Promise.all(waiting)).resolves.toHaveLength(2);
});

test('reserves none while the gate is closed', async () => {
  const gate = Promise.withResolvers<void>();
  const slots = gatedSlots(1, () => gate.promise);
  let reserved = false;
  const reserving = slots.reserveSlot(context, never).then(() => (reserved = true));
  await nextTurn();
  expect(reserved).toBe(false);
  gate.resolve();
  await reserving;
});

test('rejects when the signal aborts, and keeps no slot for an aborted reservation', async () => {
  const slots = gatedSlots(1, async () => {});
  await slots.reserveSlot(context, never);
  const controller = new AbortController();
  const aborted = slots.reserveSlot(context, controller.signal);
  await nextTurn();
  controller.abort();
  await expect(aborted).rejects.toThrow('aborted');
  slots.releaseSlot(context);
  await slots.reserveSlot(context, never);
});
