import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { EventActivities } from '../activities/index.ts';
import {
  type Delivery,
  type DeliveryMemo,
  deliveryStates,
  eventNotDelivered,
} from '../contract/temporal/event-delivery.ts';
import { replaySignal } from '../contract/temporal/messages.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { nowIso } from './engine/now.ts';

/** Longer than the request may take, so that the activity itself reports why it failed. */
const attemptTimeout = '30 s';
/** A failed delivery that was not replayed by then is given up. */
const replayableFor = '30 days';

/**
 * Delivers one event to one receiver. If that fails, a search attribute says so, by which failed deliveries are listed,
 * and the delivery waits for a replay. It belongs to no onboarding, and no onboarding waits for it.
 */
export async function deliverEvent(delivery: Delivery): Promise<void> {
  const { receiver, event } = delivery;
  let replayRequested = false;
  setHandler(replaySignal, () => void (replayRequested = true));
  setCurrentDetails(
    `Delivers **${event.type}**${'id' in event.data ? ` of \`${event.data.id}\`` : ''} to the receiver **${receiver}**.`,
  );
  for (;;) {
    const error = await send(delivery);
    if (error === undefined) return;
    // A replay that was requested while the delivery was in progress has had its attempts.
    replayRequested = false;
    publishState(deliveryStates.failed);
    upsertMemo({ failure: { error, at: nowIso() } } satisfies Partial<DeliveryMemo>);
    if (!(await condition(() => replayRequested, replayableFor, { summary: 'a replay is requested' }))) {
      const message = `${event.type} did not reach ${receiver}: ${error}`;
      throw ApplicationFailure.create({ type: eventNotDelivered, message, nonRetryable: true });
    }
    publishState(deliveryStates.underWay);
  }
}

/** Returns how the last attempt failed, or `undefined` if the event was delivered. */
async function send(delivery: Delivery): Promise<string | undefined> {
  const { receiver, event, retries, taskQueue } = delivery;
  const { sendEvent } = proxyActivities<EventActivities>({
    taskQueue,
    startToCloseTimeout: attemptTimeout,
    retry: {
      initialInterval: retries.firstPauseMs,
      backoffCoefficient: retries.coefficient,
      maximumInterval: retries.longestPauseMs,
      maximumAttempts: retries.attempts,
    },
    summary: `${event.type} to ${receiver}`,
  });
  try {
    await sendEvent(delivery);
    return undefined;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof ActivityFailure ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function publishState(state: string): void {
  upsertSearchAttributes([{ key: stateAttribute, value: state }]);
}
