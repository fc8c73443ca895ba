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
import type { TemporalActivities } from '../activities/index.ts';
import {
  type Delivery,
  type DeliveryMemo,
  deliveryStates,
  eventNotDelivered,
} from '../contract/temporal/event-delivery.ts';
import { replaySignal } from '../contract/temporal/messages.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { nowIso } from './engine/now.ts';

/** Longer than the request may take, so that its own words say why it failed. */
const attemptTimeout = '30 s';
/** What nobody has sent again by then is given up. */
const kept = '30 days';

/**
 * Brings one event to one receiver. Where that cannot be done it says so in a search attribute, by which those that did
 * not arrive are listed, and waits for somebody to ask again. It belongs to no run, and no run waits for it.
 */
export async function deliverEvent(delivery: Delivery): Promise<void> {
  const { receiver, event } = delivery;
  let asked = false;
  setHandler(replaySignal, () => void (asked = true));
  setCurrentDetails(`Sends **${event.type}** of \`${event.data.id}\` to the receiver **${receiver}**.`);
  for (;;) {
    const error = await send(delivery);
    if (error === undefined) return;
    // Who asked while it was under way has got what they asked for.
    asked = false;
    show(deliveryStates.failed);
    upsertMemo({ failure: { error, at: nowIso() } } satisfies Partial<DeliveryMemo>);
    if (!(await condition(() => asked, kept, { summary: 'somebody has it sent again' }))) {
      const message = `${event.type} did not reach ${receiver}: ${error}`;
      throw ApplicationFailure.create({ type: eventNotDelivered, message, nonRetryable: true });
    }
    show(deliveryStates.underWay);
  }
}

/** Answers why it failed, where it failed. */
async function send(delivery: Delivery): Promise<string | undefined> {
  const { receiver, event, retries } = delivery;
  const { sendEvent } = proxyActivities<TemporalActivities>({
    startToCloseTimeout: attemptTimeout,
    retry: {
      initialInterval: retries.firstPauseMs,
      backoffCoefficient: retries.coefficient,
      maximumInterval: retries.longestPauseMs,
      maximumAttempts: retries.attempts,
    },
    // Whoever hands over an event comes first: a run ends only after that.
    priority: { priorityKey: 5 },
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

function show(state: string): void {
  upsertSearchAttributes([{ key: stateAttribute, value: state }]);
}
