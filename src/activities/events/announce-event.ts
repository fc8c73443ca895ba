import { Context } from '@temporalio/activity';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import {
  type Delivery,
  deliveryIdFor,
  deliveryStates,
  type DeliveryMemo,
  type DeliveryRetries,
} from '../../contract/temporal/event-delivery.ts';
import type { OnboardingEvent } from '../../contract/api/events.ts';
import type { Receiver } from '../../contract/config/receivers.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { startWorkflow } from '../../contract/temporal/start-workflow.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';

export type Announcement = { readonly webhookId: string; readonly event: OnboardingEvent };

/** Starts a delivery to each receiver that wants the event, once: repeated, it finds them started. */
export function createAnnounceEvent(receivers: readonly Receiver[], retries: DeliveryRetries) {
  return async ({ webhookId, event }: Announcement): Promise<void> => {
    const { client, info } = Context.current();
    const wanting = receivers.filter(({ events }) => events.includes(event.type));
    const deliveries = wanting.map(({ name }) => ({ webhookId, receiver: name, event, retries }));
    await Promise.all(deliveries.map((delivery) => startOnce(client, info.taskQueue, delivery)));
  };
}

async function startOnce(client: Client, taskQueue: string, delivery: Delivery): Promise<void> {
  const memo: DeliveryMemo = { delivery };
  try {
    await startWorkflow(client, workflows.deliverEvent, {
      workflowId: deliveryIdFor(delivery),
      taskQueue,
      args: [delivery],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      memo,
      typedSearchAttributes: [{ key: stateAttribute, value: deliveryStates.underWay }],
      staticSummary: `${delivery.event.type} to ${delivery.receiver}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
