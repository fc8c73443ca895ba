import type { Effects } from './step-data.ts';
import type { TaskQueues } from './task-queues.ts';
import type { Timings } from './timings.ts';

/** What the `onboarding` workflow is started with. It contains everything the workflow ever needs: it reads no configuration. */
export type OnboardingInput = {
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly allowedAddresses: readonly string[];
  readonly apiAccess: boolean;
  readonly externalId?: string;
  readonly startDate?: string;
  readonly group: { readonly name: string; readonly description: string };
  readonly policies: readonly string[];
  /** ID of the workflow that writes the group: a keyed hash, which workflow code cannot compute. */
  readonly groupWorkflowId: string;
  /** After this many invitations without a response an operator decides. */
  readonly maxInvitations: number;
  readonly timings: Timings;
  readonly taskQueues: TaskQueues;
  /** There are receivers for events. Absent if there were none at the start. */
  readonly events?: true;
  /** After a rehire: what the cancelled onboarding did. This one is responsible for it as for its own. */
  readonly rehired?: RehireState;
};

export type RehireState = {
  readonly effects: Effects;
  /** IDs of the updates that the earlier execution handled: a repeated call must not act on this one. */
  readonly handledUpdateIds: readonly string[];
};
