import { deliveryIdFor, type DeliveryMemo, deliveryStates } from '../contract/temporal/event-delivery.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { replaySignal } from '../contract/temporal/messages.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { deliveryViewOf, isDeliveryMemo } from './list-events.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Delivers an event again, under the same IDs: a failed delivery is signalled, one that has ended is started again, and
 * one in progress ignores the signal.
 */
export function createReplayEvent(client: OrganizationClient): Onboardings['replayEvent'] {
  return async (id) => {
    const { memo: known, unreadable } = await callTemporal(client, () => client.describe(id));
    if (unreadable !== undefined) throw new ProblemError('unreadable', unreadable.reason);
    if (!isDeliveryMemo(known)) throw new ProblemError('not_found', 'This ID does not belong to an event.');
    const { delivery } = known;
    const memo: DeliveryMemo = { delivery };
    await callTemporal(client, () =>
      client.signalWithStart(workflows.deliverEvent, {
        workflowId: deliveryIdFor(delivery),
        args: [delivery],
        signal: replaySignal,
        memo,
        typedSearchAttributes: [{ key: stateAttribute, value: deliveryStates.underWay }],
        staticSummary: `${delivery.event.type} to ${delivery.receiver}, again`,
      }),
    );
    return deliveryViewOf(memo, 'under_way');
  };
}
