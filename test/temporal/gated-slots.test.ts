import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gatedSlots } from '../../src/temporal/gated-slots.ts';

const context = {} as never;
const never = new AbortController().signal;

test('gives as many slots as there are, and the next when one is released', async () => {
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

test('gives as many as are released at once', async () => {
  const slots = gatedSlots(2, async () => {});
  await slots.reserveSlot(context, never);
  await slots.reserveSlot(context, never);
  const waiting = [slots.reserveSlot(context, never), slots.reserveSlot(context, never)];
  await nextTurn();
  slots.releaseSlot(context);
  slots.releaseSlot(context);
  await expect(Promise.all(waiting)).resolves.toHaveLength(2);
});

test('gives none while the gate is shut', async () => {
  const gate = Promise.withResolvers<void>();
  const slots = gatedSlots(1, () => gate.promise);
  let reserved = false;
  const reserving = slots.reserveSlot(context, never).then(() => (reserved = true));
  await nextTurn();
  expect(reserved).toBe(false);
  gate.resolve();
  await reserving;
});

test('rejects with the reason of the signal, and keeps nothing for who has left', async () => {
  const slots = gatedSlots(1, async () => {});
  await slots.reserveSlot(context, never);
  const leaving = new AbortController();
  const left = slots.reserveSlot(context, leaving.signal);
  await nextTurn();
  leaving.abort();
  await expect(left).rejects.toThrow('aborted');
  slots.releaseSlot(context);
  await slots.reserveSlot(context, never);
});
