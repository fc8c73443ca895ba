import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';

/**
 * As many slots for activities as `most`, and none while the gate is shut: then the worker takes no task from the
 * queue, and tasks that nobody takes burn no attempts. `open` resolves when the gate is open.
 */
export function gatedSlots(
  most: number,
  open: (signal: AbortSignal) => Promise<void>,
): CustomSlotSupplier<ActivitySlotInfo> {
  const slots = new EventEmitter();
  // As many reservations may wait as the worker has pollers.
  slots.setMaxListeners(0);
  let taken = 0;

  return {
    type: 'custom',
    async reserveSlot(_context, signal) {
      for (;;) {
        await open(signal);
        if (taken < most) break;
        await once(slots, 'released', { signal });
      }
      taken++;
      return {};
    },
    // For tasks that come with the answer to a workflow task, which those of this queue never do.
    tryReserveSlot: () => null,
    markSlotUsed() {},
    releaseSlot() {
      taken--;
      slots.emit('released');
    },
  };
}
