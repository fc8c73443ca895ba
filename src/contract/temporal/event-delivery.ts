import type { ServiceEvent } from '../api/service-events.ts';

/**
 * How often a delivery is retried. Attempts are counted instead of the time, because time also passes while no worker is
 * running.
 */
export type DeliveryRetries = {
  readonly firstPauseMs: number;
  /** Each pause is this many times as long as the previous one, up to the longest. */
  readonly coefficient: number;
  readonly longestPauseMs: number;
  readonly attempts: number;
};

/** The attempts take three days: six in the first hour, then one an hour. */
export const defaultDeliveryRetries: DeliveryRetries = {
  firstPauseMs: 10_000,
  coefficient: 3,
  longestPauseMs: 3_600_000,
  attempts: 78,
};

/** Input of the workflow `deliverEvent`: one event on its way to one receiver. Contains neither a URL nor a secret. */
export type Delivery = {
  /** The same for every attempt and every replay, so that a receiver can recognize what it already has. */
  readonly webhookId: string;
  /** Name of the receiver in the configuration. */
  readonly receiver: string;
  readonly event: ServiceEvent;
  readonly retries: DeliveryRetries;
  /** From which it is sent. A workflow does not know its own queue while it is replayed. */
  readonly taskQueue: string;
};

/** What a delivery shows while no worker is running. `failure` is that of the last attempt, once all are used up. */
export type DeliveryMemo = {
  readonly delivery: Delivery;
  readonly failure?: { readonly error: string; readonly at: string };
};

/** State of an open delivery, in the search attribute that holds the state of an onboarding. */
export const deliveryStates = { underWay: 'delivering', failed: 'undelivered' } as const;

/**
 * The ID of an event. `eventSource` belongs to one flow of a person, or to one execution of the brake: it is the random end
 * of the run ID with which the flow began, so a flow that is reset has new event IDs.
 */
export function webhookIdFor(workflowId: string, eventSource: string, sequence: number): string {
  return `${workflowId.replace(/^(?:person-)?/, 'event-')}-${eventSource}-${sequence}`;
}

/** The workflow ID of a delivery: Temporal itself ensures that an event has only one for each receiver. */
export function deliveryIdFor({ webhookId, receiver }: Pick<Delivery, 'webhookId' | 'receiver'>): string {
  return `${webhookId}-${receiver}`;
}

export const deliveryIdPattern =
  /^event-(?:[0-9a-f]{32}|brake-[\w.-]{1,50})-[0-9a-f]{12}-\d{1,9}-[\w.-]{1,64}$/;

/** Failure type of a delivery that failed and was not replayed in time. */
export const eventNotDelivered = 'event_not_delivered';
