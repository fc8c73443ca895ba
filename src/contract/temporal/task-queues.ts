/**
 * Workflows, and the activities that do not talk to Vultr, share the first queue. Every activity that calls Vultr
 * is on the second, so that one rate limit holds for all of them and a flood of them never starves the first.
 */
export type TaskQueues = { readonly onboarding: string; readonly vultr: string };

/**
 * Each organization has queues of its own: a worker holds the key of one organization, and must never be handed the
 * hire of another that shares the namespace.
 */
export function taskQueuesFor(organization: string): TaskQueues {
  return { onboarding: `onboarding-${organization}`, vultr: `vultr-${organization}` };
}
