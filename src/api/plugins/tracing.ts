import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const spans = new WeakMap<FastifyRequest, Span>();

/**
 * A span for each request, in the trace that the caller sent (W3C `traceparent`), else in one of its own. Probes have
 * none. Named by the route's pattern: the path may hold an address.
 */
export function traceRequests(app: FastifyInstance): void {
  const tracer = trace.getTracer('onboarding');
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route, config } = request.routeOptions;
    if (config.probe !== true) {
      const attributes = {
        'http.request.method': request.method,
        ...(route === undefined ? {} : { 'http.route': route }),
        'onboarding.request_id': request.id,
      };
      const parent = propagation.extract(context.active(), request.headers);
      const name = `${request.method} ${route ?? 'none'}`;
      spans.set(request, tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
    }
    done();
  });
  // Only here: the reading of the body would lose the context.
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

/** The id of the request's trace, where it has one. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  const span = spans.get(request);
  return span?.isRecording() === true ? span.spanContext().traceId : undefined;
}
