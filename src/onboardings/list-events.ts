import type { Client } from '@temporalio/client';
import { type DeliveryMemo, deliveryIdFor, deliveryStates } from '../contract/temporal/event-delivery.ts';
import type { DeliveryStatus, DeliveryView } from '../contract/api/delivery-view.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OnboardingSettings } from './settings.ts';
import { listPage } from './list-page.ts';
import type { Onboardings } from './onboardings.ts';

const queries: Readonly<Record<DeliveryStatus, string>> = {
  under_way: open(deliveryStates.underWay),
  failed: open(deliveryStates.failed),
  delivered: "ExecutionStatus = 'Completed'",
};

function open(state: string): string {
  return `ExecutionStatus = 'Running' AND ${stateAttribute.name} = '${state}'`;
}

/** Lists deliveries of one organization: the task queue separates them from those of others in the namespace. */
export function createListEvents(client: Client, settings: OnboardingSettings): Onboardings['listEvents'] {
  const { onboarding } = taskQueuesFor(settings.organization);
  const ofOrganization = `WorkflowType = '${workflows.deliverEvent.name}' AND TaskQueue = '${onboarding}'`;
  return async ({ status, ...page }) => {
    const { rows, nextCursor } = await listPage(client, `${ofOrganization} AND ${queries[status]}`, page);
    const items = rows.flatMap(({ memo }) => (isDeliveryMemo(memo) ? [deliveryViewOf(memo, status)] : []));
    return { items, nextCursor };
  };
}

export function deliveryViewOf({ delivery, failure }: DeliveryMemo, status: DeliveryStatus): DeliveryView {
  const { webhookId, receiver, event } = delivery;
  return {
    id: deliveryIdFor(delivery),
    status,
    type: event.type,
    onboardingId: event.data.id,
    receiver,
    happenedAt: event.timestamp,
    webhookId,
    // While a replay is in progress, the memo still has the earlier failure.
    ...(status === 'failed' && failure !== undefined ? { failedAt: failure.at, error: failure.error } : {}),
  };
}

export function isDeliveryMemo(memo: Readonly<Record<string, unknown>> | undefined): memo is DeliveryMemo {
  return typeof memo?.['delivery'] === 'object';
}
