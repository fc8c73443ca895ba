import { isSpanContextValid, trace } from '@opentelemetry/api';
import { asyncLocalStorage } from '@temporalio/activity';

/** The fields of every log line: the trace, if there is one, and in an activity the workflow, activity and attempt. */
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
