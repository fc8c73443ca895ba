import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** The attributes that spans may carry: opaque IDs, route patterns, kinds and codes. */
const safeAttributes: ReadonlySet<string> = new Set([
  // Set by Temporal's interceptors.
  'workflowId',
  'runId',
  'workflowType',
  'taskQueue',
  'namespace',
  'temporalWorkflowId',
  'temporalActivityId',
  'run_id',
  'update_id',
  // Set by this service.
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'onboarding.request_id',
  'error.type',
  'exception.type',
]);

/**
 * Exports spans without anything that names a person or a group. Temporal's interceptors attach the whole memo of a
 * workflow, email included, and the message of every failure, so only attributes that are known to be safe are sent.
 * The log lines of the same trace have the details.
 */
export function redactSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(redactSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

export function redactSpan(span: ReadableSpan): ReadableSpan {
  const redacted = {
    attributes: safePartOf(span.attributes),
    status: { code: span.status.code },
    events: span.events.map((event) => ({ ...event, attributes: safePartOf(event.attributes) })),
  };
  // Keeps the prototype, because the exporter calls the span's methods.
  return Object.create(span, Object.getOwnPropertyDescriptors(redacted)) as ReadableSpan;
}

function safePartOf(attributes: Attributes = {}): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => safeAttributes.has(name)));
}
