import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { redactSpan } from '../../src/telemetry/redact-spans.ts';

test('removes every attribute that is not known to be safe, and keeps times and IDs', () => {
  const span = new BasicTracerProvider().getTracer('test').startSpan('RunActivity:grant');
  span.setAttribute('workflowId', 'onboarding-1').setAttribute('memo', 'ada@example.com');
  span.recordException(new TypeError('ada@example.com is another person'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'ada@example.com is another person' });
  span.end();
  const sent = redactSpan(span as unknown as ReadableSpan);
  expect(sent.attributes).toEqual({ workflowId: 'onboarding-1' });
  expect(sent.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(sent.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['exception', { 'exception.type': 'TypeError' }],
  ]);
  expect(sent.spanContext()).toEqual(span.spanContext());
  expect(sent.endTime).toEqual((span as unknown as ReadableSpan).endTime);
});
