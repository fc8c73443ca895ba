import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defined } from '../../contract/lib/optional.ts';

const spans = new WeakMap<FastifyRequest, Span>();

/**
 * Records a span for each request except probes, in the trace that the caller sent (W3C `traceparent`) or in a new one.
 * The span has the name of the route's pattern, because the path may contain an email.
 */
export function traceRequests(app: FastifyInstance): void {
  const tracer = trace.getTracer('onboarding');
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route, config } = request.routeOptions;
    if (config.probe !== true) {
      const attributes = {
        'http.request.method': request.method,
        ...defined({ 'http.route': route }),
        'onboarding.request_id': request.id,
      };
      const parent = propagation.extract(context.active(), request.headers);
      const name = `${request.method} ${route ?? 'none'}`;
      spans.set(request, tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
    }
    done();
  });
  // Not earlier: reading the body would lose the context.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else context.with(trace.setSpan(context.active(), span), done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

/** The ID of the request's trace, if it is recorded. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  const span = spans.get(request);
  return span?.isRecording() === true ? span.spanContext().traceId : undefined;
}
