import type { PersonRecord } from './person-record.ts';
import type { TaskQueues } from './task-queues.ts';
import type { Timings } from './timings.ts';

/** What the `offboarding` workflow is started with. It contains everything the workflow ever needs: it reads no configuration. */
export type OffboardingInput = {
  /** Counts the flows of the person from 1. */
  readonly flow: number;
  /** Name of the caller. */
  readonly requestedBy: string;
  readonly email: string;
  readonly reason: string;
  /** When the departure begins: RFC 3339, UTC. Absent if at once. */
  readonly effectiveAt?: string;
  /** How long the person stays suspended before they are removed; 0 removes them at once. */
  readonly graceMs: number;
  readonly externalId?: string;
  /** The order also means a person whom this service did not bring in. Absent if it does not. */
  readonly evenIfNotBroughtInHere?: true;
  /** The brake lets the order pass at once. Absent if it does not. */
  readonly urgent?: true;
  /** How many people the batch declares with which the departure was ordered. Absent for a single order. */
  readonly batchSize?: number;
  /** Addresses that must never be removed. */
  readonly protectedAddresses: readonly string[];
  /** A policy whose name contains one of these texts makes its holders administrators. */
  readonly adminPolicies: readonly string[];
  /** Keyed hashes by which the person can be found. */
  readonly personKeys: readonly string[];
  /** The external ID is to be found in Temporal's UI, in plain text. Absent if the settings did not ask for it. */
  readonly plainRef?: true;
  readonly timings: Timings;
  readonly taskQueues: TaskQueues;
  /** There are receivers for events. Absent if there were none at the start. */
  readonly events?: true;
  /** What is remembered of the person, this order included. */
  readonly record: PersonRecord;
};
