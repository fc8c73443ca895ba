import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';

/**
 * Supplies up to `maxSlots` activity slots, and none while the gate is closed: the worker then takes no task from the
 * queue, and a task that is not taken uses up no attempt. `whenOpen` resolves when the gate is open.
 */
export function gatedSlots(
  maxSlots: number,
  whenOpen: (signal: AbortSignal) => Promise<void>,
): CustomSlotSupplier<ActivitySlotInfo> {
  const releases = new EventEmitter();
  // Every poller of the worker may wait for a slot at the same time.
  releases.setMaxListeners(0);
  let taken = 0;

  return {
    type: 'custom',
    async reserveSlot(_context, signal) {
      for (;;) {
        await whenOpen(signal);
        if (taken < maxSlots) break;
        await once(releases, 'released', { signal });
      }
      taken++;
      return {};
    },
    // For tasks that arrive with the response to a workflow task. Tasks of this queue never do.
    tryReserveSlot: () => null,
    markSlotUsed() {},
    releaseSlot() {
      taken--;
      releases.emit('released');
    },
  };
}
