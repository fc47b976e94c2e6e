import { type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import '../auth/scope.decorator.js';
import { plainPathOf } from '../api/path-of.js';
import { withoutKeys } from '../logging/without-keys.js';
import type { Spans } from './spans.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its span; unset where tracing is off, and for probes. */
    span?: Span;
  }
}

/** A span for each request, from its head until it was answered or its caller disconnected. */
export function traceRequests(fastify: FastifyInstance, spans: Spans): void {
  fastify.addHook('onRequest', (request, _, done) => {
    if (request.routeOptions.config.access !== 'probe') request.span = begin(request, spans);
    done();
  });
  fastify.addHook('onRequestAbort', ({ span }, done) => {
    span?.setStatus({ code: SpanStatusCode.ERROR, message: 'The caller hung up.' }).end();
    done();
  });
  fastify.addHook('onResponse', ({ span, caller }, { statusCode }, done) => {
    if (span?.isRecording()) {
      span.setAttribute('http.response.status_code', statusCode);
      if (caller) span.setAttribute('relay.caller', caller.name);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    done();
  });
}

/** The request's span as W3C Trace Context writes it; null without one. */
export function traceparentOf({ span }: FastifyRequest): string | null {
  if (!span) return null;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}

/** Named after the route, not the path: span names must be few. */
function begin(request: FastifyRequest, spans: Spans): Span {
  const { method, headers, routeOptions } = request;
  const route = routeOptions.url;
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'url.path': withoutKeys(plainPathOf(request)),
    'relay.request_id': request.id,
  };
  return spans.ofRequest(route ? `${method} ${route}` : method, attributes, headers.traceparent);
}
