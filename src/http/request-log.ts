import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import '../auth/scope.decorator.js';
import '../api/logs-id.decorator.js';
import '../api/logs-query.decorator.js';
import '../api/logs-route-only.decorator.js';
import { plainPathOf } from '../api/path-of.js';
import { withoutKeys } from '../logging/without-keys.js';

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The location of a created job or event. */
const PLACE = /^\/v1\/export-(job|job-event)s\/([\da-f-]{36})$/;

/** The fields that identify a request in log lines. No header and no query: they carry keys and codes. */
export function requestOf(request: FastifyRequest): Record<'requestId' | 'method' | 'url', string> {
  const { url, config } = request.routeOptions;
  const path = config.logsRouteOnly && url ? url : withoutKeys(plainPathOf(request));
  return { requestId: request.id, method: request.method, url: path };
}

/** The query of a granted request, where the route knows all parameters. */
function queryOf({ url, routeOptions: { config } }: FastifyRequest, statusCode: number | null): string {
  if (!config.logsQuery || statusCode === null || statusCode >= 400) return '';
  const start = url.search(/[?#]/);
  return start < 0 ? '' : withoutKeys(url.slice(start));
}

/** One line per request, when it was answered or its caller disconnected. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  const write = (request: FastifyRequest, reply: FastifyReply | null, message: string) => {
    const statusCode = reply?.statusCode ?? null;
    const { requestId, method, url } = requestOf(request);
    const { jobId, eventId, companyId } = subjectOf(request, reply);
    logger[levelOf(request, statusCode)](
      {
        requestId,
        method,
        url: url + queryOf(request, statusCode),
        jobId,
        eventId,
        companyId,
        caller: request.caller?.name,
        statusCode,
        durationMs: reply ? Math.round(reply.elapsedTime) : undefined,
        trace_id: request.span?.spanContext().traceId,
      },
      message,
    );
  };
  // Both hooks run for an answer to a disconnected caller.
  const abandoned = new WeakSet<FastifyRequest>();
  fastify.addHook('onRequestAbort', (request, done) => {
    abandoned.add(request);
    write(request, null, 'request aborted');
    done();
  });
  fastify.addHook('onResponse', (request, reply: FastifyReply, done) => {
    if (!abandoned.has(request)) write(request, reply, 'request completed');
    done();
  });
}

/** The ids that a request is about: from its path, its body, or the location of the created resource. */
function subjectOf({ params, body, routeOptions }: FastifyRequest, reply: FastifyReply | null) {
  if (routeOptions.config.logsRouteOnly) return {};
  const location = reply?.getHeader('location');
  const [, made, madeId] = (typeof location === 'string' && PLACE.exec(location)) || [];
  const { logsId } = routeOptions.config;
  const { id, companyId } = (params ?? {}) as Record<string, unknown>;
  const named = (body ?? {}) as Record<string, unknown>;
  return {
    jobId: made === 'job' ? madeId : idIn(logsId === 'jobId' ? id : named['jobId']),
    eventId: made === 'job-event' ? madeId : idIn(logsId === 'eventId' ? id : undefined),
    companyId: idIn(companyId ?? named['companyId']),
  };
}

/** Bodies may hold anything; the log takes ids only. */
function idIn(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined;
}

/**
 * Successful probes come every few seconds and are logged low; failed ones like any other. A 503 is no error: an outage
 * would log one per request; nor is any other of Pleo's.
 */
function levelOf({ routeOptions }: FastifyRequest, statusCode: number | null): 'error' | 'debug' | 'info' {
  const isProbe = routeOptions.config.access === 'probe';
  if (statusCode === null || statusCode < 500) return isProbe ? 'debug' : 'info';
  return statusCode === 503 || routeOptions.config.logsRouteOnly ? 'info' : 'error';
}
