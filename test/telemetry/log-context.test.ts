import { context, trace, TraceFlags } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { logContext } from '../../src/telemetry/log-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

test('is empty outside of spans and activities', () => {
  expect(logContext()).toEqual({});
});

test('has the workflow, the activity and the attempt in an activity', async () => {
  const environment = new MockActivityEnvironment({
    activityType: 'inviteUser',
    attempt: 3,
    workflowExecution: { workflowId: 'onboarding-1', runId: 'a' },
  });
  expect(await environment.run(async () => logContext())).toEqual({
    workflowId: 'onboarding-1',
    activityType: 'inviteUser',
    attempt: 3,
  });
});

test('has the trace in a span', () => {
  new NodeTracerProvider().register();
  const span = trace.wrapSpanContext({
    traceId,
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
  });
  expect(context.with(trace.setSpan(context.active(), span), logContext)).toEqual({ traceId });
});
