import type { PinnedPolicy } from './step-data.ts';

/** A request that a group writer keeps. `policies` is an index into `policySets`: most requests name the same ones. */
export type KeptRequest = readonly [requestId: string, workflowId: string, policies: number];

/** Everything that an execution of a group writer hands to the next one. */
export type GroupWriterCheckpoint = {
  readonly policySets: readonly (readonly PinnedPolicy[])[];
  /** Requests that were not served yet, the oldest first. */
  readonly waiting: readonly KeptRequest[];
  /** Requests that failed, the oldest first. */
  readonly failed: readonly KeptRequest[];
  /** How many requests were dropped at a limit. */
  readonly dropped: number;
};
