import { isSpanContextValid, trace } from '@opentelemetry/api';
import { asyncLocalStorage } from '@temporalio/activity';

/** What every log line says of where it was written: the trace where there is one; run, step and attempt in an activity. */
export function logContext(): Record<string, string | number> {
  const span = trace.getActiveSpan()?.spanContext();
  const activity = asyncLocalStorage.getStore()?.info;
  return {
    ...(span === undefined || !isSpanContextValid(span) ? {} : { traceId: span.traceId }),
    ...(activity === undefined
      ? {}
      : {
          workflowId: activity.workflowExecution?.workflowId ?? '',
          activityType: activity.activityType,
          attempt: activity.attempt,
        }),
  };
}
