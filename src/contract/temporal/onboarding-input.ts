import type { PersonRecord } from './person-record.ts';
import type { TaskQueues } from './task-queues.ts';
import type { Timings } from './timings.ts';

/** What the `onboarding` workflow is started with. It contains everything the workflow ever needs: it reads no configuration. */
export type OnboardingInput = {
  /** Counts the flows of the person from 1. */
  readonly flow: number;
  /** Name of the caller. */
  readonly requestedBy: string;
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
  /** Keyed hashes by which the person can be found. */
  readonly personKeys: readonly string[];
  /** After this many invitations without a response an operator decides. */
  readonly maxInvitations: number;
  readonly timings: Timings;
  readonly taskQueues: TaskQueues;
  /** There are receivers for events. Absent if there were none at the start. */
  readonly events?: true;
  /** What is remembered of the person, this request included. */
  readonly record: PersonRecord;
};
