import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';

/**
 * As many slots for activities as `most`, and none while the gate is shut: then the worker takes no task from the
 * queue, and tasks that nobody takes burn no attempts. `open` resolves when the gate is open.
 */
export function gatedSlots(
  most: number,
  open: (signal: AbortSignal) => Promise<void>,
): CustomSlotSupplier<ActivitySlotInfo> {
  const waiting = new Set<() => void>();
  let taken = 0;

  async function oneIsFree(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => reject(signal.reason);
    waiting.add(resolve);
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => {
      waiting.delete(resolve);
      signal.removeEventListener('abort', leave);
    });
  }

  return {
    type: 'custom',
    async reserveSlot(_context, signal) {
      for (;;) {
        await open(signal);
        if (taken < most) break;
        await oneIsFree(signal);
      }
      taken++;
      return {};
    },
    // For tasks that come with the answer to a workflow task, which those of this queue never do.
    tryReserveSlot: () => null,
    markSlotUsed() {},
    releaseSlot() {
      taken--;
      const [first] = waiting;
      first?.();
    },
  };
}
