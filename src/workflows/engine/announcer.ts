import { CancellationScope, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import { webhookIdFor } from '../../contract/temporal/event-delivery.ts';
import type { EventType, OnboardingEvent } from '../../contract/api/events.ts';
import type { AttentionView, OnboardingView } from '../../contract/api/onboarding-view.ts';
import { announceOptions } from './activity-options.ts';
import { nowIso, type RunRecord } from './record.ts';

/** What a run tells the outside, where somebody listens. */
export type Announcer = {
  /** Tells what has just happened, as the run shows it now. The run goes on at once. */
  readonly announce: (type: EventType) => void;
  /** Resolves when Temporal has taken every event; after that a run may end. */
  readonly announced: () => Promise<void>;
};

/**
 * An event is handed over and not waited for: that somebody is told is the work of other workflows, which outlive the
 * run. A run that was started while nobody listened tells nothing.
 */
export function createAnnouncer(record: RunRecord): Announcer {
  const { timings, events } = record.input;
  const { workflowId, runId } = workflowInfo();
  const { announceEvent } = proxyActivities<TemporalActivities>(announceOptions(timings));
  const underWay = new Set<Promise<void>>();
  let sequence = 0;

  function announce(type: EventType): void {
    if (events !== true) return;
    sequence += 1;
    const webhookId = webhookIdFor(workflowId, runId, sequence);
    const event = eventOf(type, record.view, sequence);
    // Whatever interrupts the step in which it happened: it has happened.
    const telling = CancellationScope.nonCancellable(() => announceEvent({ webhookId, event }))
      .catch((error: unknown) => log.error('an event could not be announced', { type, error }))
      .finally(() => underWay.delete(telling));
    underWay.add(telling);
  }

  return { announce, announced: async () => void (await Promise.all(underWay)) };
}

function eventOf(type: EventType, view: OnboardingView, sequence: number): OnboardingEvent {
  const { id, state, step, externalId, email, group, invitation, attention, timings } = view;
  return {
    type,
    timestamp: nowIso(),
    data: {
      id,
      sequence,
      state,
      step,
      ...(externalId === undefined ? {} : { externalId }),
      email,
      group,
      ...(invitation === undefined ? {} : { invitation }),
      ...(attention === undefined ? {} : { attention: thin(attention) }),
      timings,
    },
  };
}

/** Vultr's own words stay with who asks by a key; a detail may repeat them, so it is kept short. */
function thin({ step, code, meaning, remedy, detail, since }: AttentionView) {
  return { step, code, meaning, remedy, detail: detail.slice(0, 1_000), since };
}
