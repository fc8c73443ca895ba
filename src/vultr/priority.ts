import { AsyncLocalStorage } from 'node:async_hooks';

/** The order in which requests are sent if there are more than the rate budget allows, most urgent first. */
export const priorities = ['urgent', 'high', 'normal', 'background', 'idle'] as const;
export type Priority = (typeof priorities)[number];

const current = new AsyncLocalStorage<Priority>();

/** Gives the priority to every request that `work` sends, however deep inside. */
export function withPriority<T>(priority: Priority, work: () => T): T {
  return current.run(priority, work);
}

export function currentPriority(): Priority {
  return current.getStore() ?? 'normal';
}
