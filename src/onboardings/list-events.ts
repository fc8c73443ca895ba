import { type DeliveryMemo, deliveryIdFor, deliveryStates } from '../contract/temporal/event-delivery.ts';
import type { DeliveryStatus, DeliveryView, UnreadableDelivery } from '../contract/api/delivery-view.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { Execution } from '../temporal/execution.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { allOf, type Condition, hasStatus, hasType, hasValue } from '../temporal/visibility-query.ts';
import { listPage } from './list-page.ts';
import type { Onboardings } from './onboardings.ts';

const conditions: Readonly<Record<DeliveryStatus, Condition>> = {
  under_way: open(deliveryStates.underWay),
  failed: open(deliveryStates.failed),
  delivered: hasStatus('Completed'),
};

function open(state: string): Condition {
  return allOf(hasStatus('Running'), hasValue(stateAttribute, state));
}

export function createListEvents(client: OrganizationClient): Onboardings['listEvents'] {
  return async ({ status, ...page }) => {
    const condition = allOf(hasType(workflows.deliverEvent), conditions[status]);
    const { rows, nextCursor } = await listPage(client, condition, page);
    const items = rows.flatMap(({ memo }) => (isDeliveryMemo(memo) ? [deliveryViewOf(memo, status)] : []));
    const unreadable = rows.flatMap((row) => unreadableDelivery(row, status) ?? []);
    return { items, ...(unreadable.length > 0 ? { unreadable } : {}), nextCursor };
  };
}

function unreadableDelivery(
  { workflowId: id, unreadable }: Execution,
  status: DeliveryStatus,
): UnreadableDelivery | undefined {
  return unreadable && { id, status, ...unreadable };
}

export function deliveryViewOf({ delivery, failure }: DeliveryMemo, status: DeliveryStatus): DeliveryView {
  const { webhookId, receiver, event } = delivery;
  return {
    id: deliveryIdFor(delivery),
    status,
    type: event.type,
    ...('id' in event.data ? { onboardingId: event.data.id } : {}),
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
