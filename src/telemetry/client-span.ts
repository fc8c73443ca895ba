import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Does `work` within a span for a request to somebody else. Where it fails, the span says by which `kind`, if the error
 * has one. Without tracing, just does it.
 */
export function inClientSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  const tracer = trace.getTracer('onboarding');
  return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT }, async (span) => {
    try {
      return await work();
    } catch (error) {
      const kind = error instanceof Error && 'kind' in error ? String(error.kind) : 'error';
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', kind);
      throw error;
    } finally {
      span.end();
    }
  });
}
