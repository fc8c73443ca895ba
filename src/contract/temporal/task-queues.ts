/**
 * Workflows, and the activities that do not call Vultr, share the first queue. Every activity that calls Vultr is on the
 * second, so that the workers that share the rate budget can be counted, and a flood of calls never starves the first.
 */
export type TaskQueues = { readonly onboarding: string; readonly vultr: string };

/**
 * Each organization has its own queues: a worker holds the key of one organization and must never receive an onboarding
 * of another that shares the namespace. The queue is also how an execution shows to which organization it belongs.
 */
export function taskQueuesFor(organization: string): TaskQueues {
  return { onboarding: `onboarding-${organization}`, vultr: `vultr-${organization}` };
}

/** The queue of the activity that sends events. It has slots of its own, so a slow receiver holds up only deliveries. */
export function eventQueueFor(organization: string): string {
  return `events-${organization}`;
}

/** Returns the organization of one of its task queues. Throws if the queue is none of this service. */
export function organizationOf(taskQueue: string): string {
  const organization = /^(?:onboarding|vultr|events)-(.+)$/.exec(taskQueue)?.[1];
  if (organization === undefined) throw new Error(`${taskQueue} is not the task queue of an organization`);
  return organization;
}
