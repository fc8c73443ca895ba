import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { attemptsWithin } from '../../contract/temporal/backoff.ts';
import type { Timings } from '../../contract/temporal/timings.ts';

/** In which order Temporal hands out tasks of a queue that is long: 1 first. What is urgent in Vultr's budget is so here. */
const priorityKeys = { accepted: 1, inviting: 3, poll: 5 } as const;

/**
 * Options for a step's activity. Activities say themselves how long to pause after a failure; the intervals here hold
 * where an attempt ended without a word, because its worker died: then a write may be under way, so nothing is tried
 * again before reads have had time to show it.
 *
 * Patience is counted in attempts, not in time: a `scheduleToCloseTimeout` would also run while no worker is there.
 */
export function stepOptions(
  timings: Timings,
  taskQueue: string,
  urgency: keyof typeof priorityKeys = 'inviting',
): ActivityOptions {
  return {
    taskQueue,
    priority: { priorityKey: priorityKeys[urgency] },
    startToCloseTimeout: timings.attemptTimeoutMs,
    // Where a run is held or cancelled, an attempt under way is waited for: what it did must be known.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      initialInterval: timings.settleMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(timings.retryMaxMs, timings.settleMs),
      maximumAttempts: attemptsWithin(timings.stepTimeoutMs, timings.retryFirstMs, timings.retryMaxMs),
    },
  };
}

/** Options for the look that goes on as long as a window is open: the workflow's timer ends it, not a count. */
export function pollOptions(timings: Timings, taskQueue: string): ActivityOptions {
  return {
    taskQueue,
    priority: { priorityKey: priorityKeys.poll },
    startToCloseTimeout: timings.attemptTimeoutMs,
    // The look at the end of the window asks again, so an answer in flight may be dropped here.
    cancellationType: 'TRY_CANCEL',
    retry: {
      initialInterval: timings.retryFirstMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(timings.retryMaxMs, timings.retryFirstMs),
    },
  };
}

/**
 * Options for handing over an event: for as long as it takes, and before any sending, which has the same queue. No local
 * activity, because that may be done by a workflow task that is lost, and then what it told of has not happened so.
 */
export function announceOptions(timings: Timings): ActivityOptions {
  return {
    priority: { priorityKey: priorityKeys.accepted },
    startToCloseTimeout: timings.attemptTimeoutMs,
    retry: { initialInterval: timings.retryFirstMs, maximumInterval: timings.retryMaxMs },
    summary: 'hand over an event',
  };
}

/**
 * Options for what talks to Temporal only, within the workflow task: it takes milliseconds, and where Temporal is away
 * there is no workflow task either.
 */
export function temporalOptions(timings: Timings): LocalActivityOptions {
  return {
    startToCloseTimeout: timings.attemptTimeoutMs,
    retry: { initialInterval: timings.retryFirstMs, maximumInterval: timings.retryMaxMs },
  };
}
