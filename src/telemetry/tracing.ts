import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ClientInterceptors } from '@temporalio/client';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

/** Carries the trace through Temporal: from the client into the workflow, and from there into its activities. */
export type Tracing = {
  readonly client: ClientInterceptors;
  readonly activity: ActivityInterceptorsFactory;
  /** Moves the spans out of the workflow's sandbox. */
  readonly sinks: InjectedSinks<{ exporter: { export: (spans: never[]) => void } }>;
  /** Sends the spans that are still buffered. */
  readonly stop: () => Promise<void>;
};

export type TracingOptions = {
  readonly service: string;
  /** Handles the spans. By default they are sent as JSON over OTLP/HTTP to the endpoint of the `OTEL_*` variables. */
  readonly spanProcessor?: SpanProcessor;
};

/**
 * Turns on tracing for this process: from now on `@opentelemetry/api` records spans. Call it only once. The packages
 * are loaded here, so that a process without tracing does not load them.
 */
export async function startTracing({ service, spanProcessor }: TracingOptions): Promise<Tracing> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, resources, otlp, temporal, filter] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@temporalio/interceptors-opentelemetry'),
    import('./redact-spans.ts'),
  ]);
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence.
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
