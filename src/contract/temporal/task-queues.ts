/**
 * Workflows, and the activities that do not call Vultr, share the first queue. Every activity that calls Vultr is on the
 * second, so that the workers that share the rate budget can be counted, and a flood of calls never starves the first.
 */
export type TaskQueues = { readonly onboarding: string; readonly vultr: string };

/**
 * Each organization has its own queues: a worker holds the key of one organization and must never receive an onboarding
 * of another that shares the namespace.
 */
export function taskQueuesFor(organization: string): TaskQueues {
  return { onboarding: `onboarding-${organization}`, vultr: `vultr-${organization}` };
}
