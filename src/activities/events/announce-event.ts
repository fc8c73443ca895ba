import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { ServiceEvent } from '../../contract/api/service-events.ts';
import type { Receiver } from '../../contract/config/receivers.ts';
import {
  type Delivery,
  deliveryIdFor,
  type DeliveryMemo,
  type DeliveryRetries,
  deliveryStates,
} from '../../contract/temporal/event-delivery.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import { eventQueueFor } from '../../contract/temporal/task-queues.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { activityClient } from '../../temporal/activity-client.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';

export type Announcement = { readonly webhookId: string; readonly event: ServiceEvent };

/** Starts one delivery to each receiver that subscribes to the event. A repeated attempt finds them started. */
export function createAnnounceEvent(receivers: readonly Receiver[], retries: DeliveryRetries) {
  return async ({ webhookId, event }: Announcement): Promise<void> => {
    const client = activityClient();
    const subscribers = receivers.filter(({ events }) => events.includes(event.type));
    const taskQueue = eventQueueFor(client.organization);
    const deliveries = subscribers.map(({ name }) => ({
      webhookId,
      receiver: name,
      event,
      retries,
      taskQueue,
    }));
    await Promise.all(deliveries.map((delivery) => startOnce(client, delivery)));
  };
}

async function startOnce(client: OrganizationClient, delivery: Delivery): Promise<void> {
  const memo: DeliveryMemo = { delivery };
  try {
    await client.start(workflows.deliverEvent, {
      workflowId: deliveryIdFor(delivery),
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
