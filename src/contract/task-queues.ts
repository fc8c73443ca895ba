/**
 * Workflows, and the activities that talk to Temporal only, share the first queue. Every activity that calls Vultr
 * is on the second, so that one rate limit holds for all of them and a flood of them never starves the first.
 */
export const taskQueues = { onboarding: 'onboarding', vultr: 'vultr' } as const;

export type TaskQueues = { readonly onboarding: string; readonly vultr: string };

/** Workflow types as Temporal knows them; callers start by name, so that they need not import workflow code. */
export const workflowTypes = {
  onboarding: 'onboarding',
  group: 'group',
  accessReport: 'accessReport',
} as const;
