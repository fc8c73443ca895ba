import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Who goes first where there are more requests than the budget allows: steps of people who have accepted (they look at
 * a blank screen), then new invitations, then the watch, then the safety polls of single runs.
 */
export const priorities = ['accepted', 'inviting', 'watch', 'poll'] as const;
export type Priority = (typeof priorities)[number];

const current = new AsyncLocalStorage<Priority>();

/** Every request that `work` sends, however deep inside, has the priority. */
export function withPriority<T>(priority: Priority, work: () => T): T {
  return current.run(priority, work);
}

export function currentPriority(): Priority {
  return current.getStore() ?? 'inviting';
}
