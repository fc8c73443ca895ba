import type { Effects } from './step-data.ts';
import type { TaskQueues } from './task-queues.ts';
import type { Timings } from './timings.ts';

/** What the `onboarding` workflow is started with. Everything a run ever needs is in it: it reads no configuration. */
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
  /** The id of the workflow that is the one writer of the group: a keyed hash, which workflow code cannot compute. */
  readonly groupWorkflowId: string;
  /** After this many mails without an answer a person is asked. */
  readonly maxInvitations: number;
  readonly timings: Timings;
  readonly taskQueues: TaskQueues;
  /** Somebody is to be told of what happens. Absent in runs of older versions, and where nobody listens. */
  readonly events?: true;
  /** What the cancelled run did in whose place this one is: it answers for that as for its own. */
  readonly rehired?: RehireState;
};

export type RehireState = {
  readonly effects: Effects;
  /** Ids of the updates that the earlier run served: a repeated call must not do its work on this one. */
  readonly handledUpdateIds: readonly string[];
};
