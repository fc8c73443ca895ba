import type { OnboardingEvent } from '../api/events.ts';

/** How long a receiver is given. Attempts are counted and not the time, because time also passes while no worker runs. */
export type DeliveryRetries = {
  readonly firstPauseMs: number;
  /** Each pause is so many times as long as the one before, up to the longest. */
  readonly coefficient: number;
  readonly longestPauseMs: number;
  readonly attempts: number;
};

/** The attempts last three days: six in the first hour, then one an hour. */
export const defaultDeliveryRetries: DeliveryRetries = {
  firstPauseMs: 10_000,
  coefficient: 3,
  longestPauseMs: 3_600_000,
  attempts: 78,
};

/** One event for one receiver: what the workflow `deliverEvent` is started with. It holds no address and no secret. */
export type Delivery = {
  /** The same for every attempt and every replay, so that a receiver can tell what it has already. */
  readonly webhookId: string;
  /** The name of the receiver in the configuration. */
  readonly receiver: string;
  readonly event: OnboardingEvent;
  readonly retries: DeliveryRetries;
};

/** What a delivery shows without a worker; `failure` is that of the last attempt, once there was a last one. */
export type DeliveryMemo = {
  readonly delivery: Delivery;
  readonly failure?: { readonly error: string; readonly at: string };
};

/** Where an open delivery stands, in the search attribute that holds the state of a run. */
export const deliveryStates = { underWay: 'delivering', failed: 'undelivered' } as const;

/**
 * The id of an event. A run that takes the place of another, or is reset, has a new execution and so new ids. Execution
 * ids begin with the time: what tells two apart is their end.
 */
export function webhookIdFor(workflowId: string, runId: string, sequence: number): string {
  return `${workflowId.replace(/^onboarding-/, 'event-')}-${runId.slice(-12)}-${sequence}`;
}

/** The id of the workflow that delivers: Temporal itself sees to it that there is one for an event and a receiver. */
export function deliveryIdFor({ webhookId, receiver }: Pick<Delivery, 'webhookId' | 'receiver'>): string {
  return `${webhookId}-${receiver}`;
}

export const deliveryIdPattern = /^event-[0-9a-f]{32}-[0-9a-f]{12}-\d{1,9}-[\w.-]{1,64}$/;

/** Failure type of a delivery that failed, and that nobody asked for again. */
export const eventNotDelivered = 'event_not_delivered';
