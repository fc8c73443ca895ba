import type { Client } from '@temporalio/client';
import { deliveryIdFor, type DeliveryMemo, deliveryStates } from '../contract/temporal/event-delivery.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { replaySignal } from '../contract/temporal/messages.ts';
import { signalWithStartWorkflow } from '../contract/temporal/start-workflow.ts';
import { stateAttribute } from '../contract/temporal/search-attributes.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OnboardingSettings } from './settings.ts';
import { deliveryViewOf, isDeliveryMemo } from './list-events.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/**
 * Delivers an event again, under the same IDs: a failed delivery is signalled, one that has ended is started again, and
 * one in progress ignores the signal.
 */
export function createReplayEvent(client: Client, settings: OnboardingSettings): Onboardings['replayEvent'] {
  const { onboarding } = taskQueuesFor(settings.organization);
  return async (id) => {
    const known = await callTemporal(client, () => client.workflow.getHandle(id).describe());
    if (!isDeliveryMemo(known.memo) || known.taskQueue !== onboarding) {
      throw new ProblemError('not_found', 'This ID does not belong to an event of this organization.');
    }
    const { delivery } = known.memo;
    const memo: DeliveryMemo = { delivery };
    await callTemporal(client, () =>
      signalWithStartWorkflow(client, workflows.deliverEvent, {
        workflowId: deliveryIdFor(delivery),
        taskQueue: onboarding,
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
