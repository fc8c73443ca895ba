import { OpenTelemetryInboundInterceptor } from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import { OpenTelemetryInternalsInterceptor } from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import { OpenTelemetryOutboundInterceptor } from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import { SpanExporter } from '@temporalio/interceptors-opentelemetry/lib/workflow/span-exporter.js';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type WorkflowInterceptors, workflowInfo } from '@temporalio/workflow';

/**
 * Spans of a workflow, from the trace that its start carries to that of its activities. The SDK's own interceptors draw
 * span IDs from the random numbers of the workflow, so its `uuid4` would return something else with traces than without,
 * and a workflow that is open while traces are switched on would no longer know its own IDs. These span IDs come from the
 * run ID and a counter.
 */
export function interceptors(): WorkflowInterceptors {
  const provider = new BasicTracerProvider({ idGenerator: idsOf(workflowInfo().runId) });
  provider.addSpanProcessor(new SimpleSpanProcessor(new SpanExporter()));
  const tracer = provider.getTracer('onboarding-workflow');
  return {
    inbound: [Object.assign(new OpenTelemetryInboundInterceptor(), { tracer })],
    outbound: [Object.assign(new OpenTelemetryOutboundInterceptor(), { tracer })],
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
}

function idsOf(runId: string) {
  let count = 0;
  const next = () => hex64(`${runId} ${++count}`);
  return { generateSpanId: next, generateTraceId: () => next() + next() };
}

/** FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hex64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
