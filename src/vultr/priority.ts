import { AsyncLocalStorage } from 'node:async_hooks';

/** Which request goes first if there are more than the budget allows. */
export const priorities = ['urgent', 'normal', 'background', 'idle'] as const;
export type Priority = (typeof priorities)[number];

const current = new AsyncLocalStorage<Priority>();

/** Every request that `work` sends, however deep inside, has the priority. */
export function withPriority<T>(priority: Priority, work: () => T): T {
  return current.run(priority, work);
}

export function currentPriority(): Priority {
  return current.getStore() ?? 'normal';
}
