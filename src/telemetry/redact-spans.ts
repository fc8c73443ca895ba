import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** What spans may carry: ids that mean nothing outside, patterns of routes, kinds and codes. */
const harmless: ReadonlySet<string> = new Set([
  // Of Temporal's interceptors.
  'workflowId',
  'runId',
  'workflowType',
  'taskQueue',
  'namespace',
  'temporalWorkflowId',
  'temporalActivityId',
  'run_id',
  'update_id',
  // Our own.
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'onboarding.request_id',
  'error.type',
  'exception.type',
]);

/**
 * Sends spans without anything that names a person or a group. Temporal's interceptors give each span of a workflow its
 * whole memo, which is the run with its address, and to each failure its message; only what is known to be harmless
 * goes out. The log lines of the same trace have the rest.
 */
export function redactSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(redactSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

export function redactSpan(span: ReadableSpan): ReadableSpan {
  const changed = {
    attributes: harmlessOf(span.attributes),
    status: { code: span.status.code },
    events: span.events.map((event) => ({ ...event, attributes: harmlessOf(event.attributes) })),
  };
  // A span is an object of a class, whose methods the exporter calls.
  return Object.create(span, Object.getOwnPropertyDescriptors(changed)) as ReadableSpan;
}

function harmlessOf(attributes: Attributes = {}): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => harmless.has(name)));
}
