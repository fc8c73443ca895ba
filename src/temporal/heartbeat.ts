import { Context } from '@temporalio/activity';
import { ActivityCancelledError, ActivityPausedError, ActivityResetError } from '@temporalio/client';

/**
 * Sends a heartbeat of the activity that is being executed and waits until Temporal has stored its details. The SDK's own
 * heartbeat returns at once and may hold the details back for half a minute: too late for an activity that must not lose
 * what it is about to do if its worker dies.
 *
 * Returns whether the activity is to go on: `false` if the workflow has asked it to end. Throws if the attempt no longer
 * counts, because it has timed out or its worker is shutting down.
 */
export async function recordHeartbeat(details: unknown): Promise<boolean> {
  const { client, info, cancellationSignal } = Context.current();
  try {
    if (!cancellationSignal.aborted) await client.activity.heartbeat(info.taskToken, details);
  } catch (error) {
    if (error instanceof ActivityCancelledError) return false;
    // An operator paused or reset it in Temporal: the attempt in progress finishes.
    if (error instanceof ActivityPausedError || error instanceof ActivityResetError) return true;
    if (!cancellationSignal.aborted) throw error;
  }
  if (!cancellationSignal.aborted) return true;
  if (isRequested(cancellationSignal)) return false;
  throw cancellationSignal.reason;
}

/**
 * Returns a signal that is aborted if the attempt no longer counts, and not if the workflow asks the activity to end: that
 * lets it finish what it has begun.
 */
export function abandonedSignal(): AbortSignal {
  const { cancellationSignal } = Context.current();
  const controller = new AbortController();
  const abandon = () => {
    if (!isRequested(cancellationSignal)) controller.abort(cancellationSignal.reason);
  };
  if (cancellationSignal.aborted) abandon();
  else cancellationSignal.addEventListener('abort', abandon, { once: true });
  return controller.signal;
}

function isRequested({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'CANCELLED';
}
