import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ClientInterceptors } from '@temporalio/client';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

/** What carries the trace through Temporal: from the client into the workflow, and from there into its activities. */
export type Tracing = {
  readonly client: ClientInterceptors;
  readonly activity: ActivityInterceptorsFactory;
  /** Takes the spans out of the workflow's sandbox. */
  readonly sinks: InjectedSinks<{ exporter: { export: (spans: never[]) => void } }>;
  /** Sends what is still here. */
  readonly stop: () => Promise<void>;
};

export type TracingOptions = {
  readonly service: string;
  /** Where spans go; by default over OTLP/HTTP as JSON, to where the `OTEL_*` variables say. */
  readonly spanProcessor?: SpanProcessor;
};

/**
 * Begins to trace: from here on whatever the process does at `@opentelemetry/api` is a span. Once a process. A process
 * that does not trace loads none of it.
 */
export async function startTracing({ service, spanProcessor }: TracingOptions): Promise<Tracing> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, resources, otlp, temporal, filter] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@temporalio/interceptors-opentelemetry'),
    import('./redact-spans.ts'),
  ]);
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are stronger.
  const resource = new resources.Resource({ 'service.name': service }).merge(
    resources.detectResourcesSync({ detectors: [resources.envDetectorSync] }),
  );
  const processor = spanProcessor ?? new BatchSpanProcessor(filter.redactSpans(new otlp.OTLPTraceExporter()));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  return {
    client: { workflow: [new temporal.OpenTelemetryWorkflowClientInterceptor()] },
    activity: (context) => ({
      inbound: new temporal.OpenTelemetryActivityInboundInterceptor(context),
      outbound: new temporal.OpenTelemetryActivityOutboundInterceptor(context),
    }),
    sinks: { exporter: temporal.makeWorkflowExporter(processor, resource) },
    stop: () => provider.shutdown(),
  };
}
