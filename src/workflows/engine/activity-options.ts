import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { attemptsWithin } from '../../contract/temporal/backoff.ts';
import type { Timings } from '../../contract/temporal/timings.ts';

/** In which order Temporal hands out the tasks of a long queue: 1 first. The rate budget for Vultr has its own order: `activities/interceptors/priority.ts`. */
const priorityKeys = { urgent: 1, normal: 3, idle: 5 } as const;

export type Urgency = keyof typeof priorityKeys;

/**
 * Options for a step's activity. Activities themselves say how long to pause after a failure; the intervals here apply
 * if an attempt ended without a failure because its worker died. A write may be in progress then, so the next attempt
 * waits until reads have had time to show it.
 *
 * The limit is a number of attempts, not a time: a `scheduleToCloseTimeout` would also run while no worker is there.
 */
export function stepOptions(
  timings: Timings,
  taskQueue: string,
  urgency: Urgency = 'normal',
): ActivityOptions {
  return {
    taskQueue,
    priority: { priorityKey: priorityKeys[urgency] },
    startToCloseTimeout: timings.attemptTimeoutMs,
    // A hold or a cancellation waits for the attempt in progress: what it did must be known.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      initialInterval: timings.settleMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(timings.retryMaxMs, timings.settleMs),
      maximumAttempts: attemptsWithin(timings.stepTimeoutMs, timings.retryFirstMs, timings.retryMaxMs),
    },
  };
}

/** Options for the poll that lives as long as a window is open: the workflow's timer ends it, not a number of attempts. */
export function pollOptions(timings: Timings, taskQueue: string, urgency: Urgency): ActivityOptions {
  return {
    taskQueue,
    priority: { priorityKey: priorityKeys[urgency] },
    startToCloseTimeout: timings.attemptTimeoutMs,
    // The look at the end of the window reads again, so a result on its way may be dropped here.
    cancellationType: 'TRY_CANCEL',
    retry: {
      initialInterval: timings.retryFirstMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(timings.retryMaxMs, timings.retryFirstMs),
    },
  };
}

/**
 * Options for handing over an event: without a limit, and before anything else on the queue, because a flow ends only after
 * that. It is not a local activity, because a workflow task that fails may already have run one, and the event would
 * announce something that never happened.
 */
export function announceOptions(timings: Timings): ActivityOptions {
  return {
    priority: { priorityKey: priorityKeys.urgent },
    startToCloseTimeout: timings.attemptTimeoutMs,
    retry: { initialInterval: timings.retryFirstMs, maximumInterval: timings.retryMaxMs },
    summary: 'hand over an event',
  };
}

/**
 * Options for a local activity that talks only to Temporal: it takes milliseconds, and without Temporal there is no
 * workflow task either.
 */
export function temporalOptions(timings: Timings): LocalActivityOptions {
  return {
    startToCloseTimeout: timings.attemptTimeoutMs,
    retry: { initialInterval: timings.retryFirstMs, maximumInterval: timings.retryMaxMs },
  };
}
