import type { PersonRecord } from './person-record.ts';
import type { TaskQueues } from './task-queues.ts';
import type { Timings } from './timings.ts';

/** A group that the person is to be in, with the names of the policies that it is to carry. */
export type WantedGroup = {
  readonly name: string;
  readonly description: string;
  readonly policies: readonly string[];
  /** ID of the workflow that writes the group: a keyed hash, which workflow code cannot compute. */
  readonly writerId: string;
};

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
  /** When the onboarding begins: RFC 3339, UTC. Absent if at once. */
  readonly notBefore?: string;
  /**
   * Up to 20 groups, each once; none for an onboarding that only leaves groups, of a person to whom this service gave access
   * before. An onboarding of an earlier version has one, in another form: see `one-group.ts`.
   */
  readonly groups: readonly WantedGroup[];
  /** Which groups to leave once the new access is verified; absent if none. */
  readonly leaving?: {
    readonly leave: 'managed' | readonly string[];
    /** Names of the groups that the service manages. */
    readonly managed: readonly string[];
  };
  /** The roles that the request names, if it names roles. */
  readonly roles?: readonly string[];
  /** Keyed hashes by which the person can be found. */
  readonly personKeys: readonly string[];
  /** The external ID is to be found in Temporal's UI, in plain text. Absent if the settings did not ask for it. */
  readonly plainRef?: true;
  /** The public address of the console, for the page in Temporal's UI. Absent if there was none. */
  readonly consoleUrl?: string;
  /** After this many invitations without a response an operator decides. */
  readonly maxInvitations: number;
  readonly timings: Timings;
  readonly taskQueues: TaskQueues;
  /** There are receivers for events. Absent if there were none at the start. */
  readonly events?: true;
  /** What is remembered of the person, this request included. */
  readonly record: PersonRecord;
};
