import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Runs `work` in a span for an outgoing request. If it fails, the span carries the error's `kind`, if there is one.
 * Without tracing it only runs `work`.
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
