import {
  CancellationScope,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import { webhookIdFor } from '../../contract/temporal/event-delivery.ts';
import { personChangedSignal } from '../../contract/temporal/messages.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { announceOptions } from './activity-options.ts';

type Event = Parameters<TemporalActivities['announceEvent']>[0]['event'];

/** Announces events to receivers, if there are any, and to the owner of the person, if there is one. */
export type Announcer<Type extends string> = {
  /** Announces what has just happened, as the view shows it now. The flow continues at once. */
  readonly announce: (type: Type) => void;
  /** Resolves when Temporal has taken every event, and the owner knows; after that the flow may end. */
  readonly announced: () => Promise<void>;
  /** Whether Temporal has not taken every event yet. */
  readonly announcing: () => boolean;
  /** How many events the flow has announced. */
  readonly count: () => number;
};

export type AnnouncerOptions<Type extends string> = {
  readonly timings: Timings;
  /** Whether there were receivers when the flow was started. */
  readonly hasReceivers: boolean;
  /** As in `PersonRecord`. */
  readonly owner?: string | undefined;
  /** Makes the IDs of the flow's events. */
  readonly eventSource: string;
  /** How many events earlier executions of the flow have announced. */
  readonly announcedBefore: number;
  /** `sequence` counts the events of the flow from 1. */
  readonly toEvent: (type: Type, sequence: number) => Event;
};

/**
 * The flow hands an event over and does not wait for its delivery: deliveries are workflows of their own, which outlive
 * the flow.
 */
export function createAnnouncer<Type extends string>(options: AnnouncerOptions<Type>): Announcer<Type> {
  const { timings, hasReceivers, owner, eventSource, announcedBefore, toEvent } = options;
  const { workflowId } = workflowInfo();
  const { announceEvent } = proxyActivities<TemporalActivities>(announceOptions(timings));
  const inProgress = new Set<Promise<void>>();
  let sequence = announcedBefore;

  /** It has happened, even if the step in which it happened is interrupted. */
  function keep(work: () => Promise<void>): void {
    const promise = CancellationScope.nonCancellable(work).finally(() => inProgress.delete(promise));
    inProgress.add(promise);
  }

  function announce(type: Type): void {
    if (owner !== undefined) keep(() => tell(owner));
    if (!hasReceivers) return;
    sequence += 1;
    const webhookId = webhookIdFor(workflowId, eventSource, sequence);
    const event = toEvent(type, sequence);
    keep(() =>
      announceEvent({ webhookId, event }).catch((error: unknown) =>
        log.error('could not announce an event', { type, error }),
      ),
    );
  }

  return {
    announce,
    announced: async () => void (await Promise.all(inProgress)),
    announcing: () => inProgress.size > 0,
    count: () => sequence,
  };
}

async function tell(owner: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(owner).signal(personChangedSignal);
  } catch {
    // The user was deleted in the identity provider, so there is nobody to tell.
  }
}
