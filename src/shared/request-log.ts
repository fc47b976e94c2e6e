import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { pathOf } from './path-of.js';
import { isProbe } from './probe.js';
import { withoutKeys } from './without-keys.js';

/** Browsers bring a code in the query here. */
const OAUTH = /^\/+oauth/i;

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The path of a job or an event. */
const PLACE = /^\/v1\/export-(job|job-event)s\/([\da-f-]{36})/i;

/** What tells a request from others in log lines. No header does: they carry keys. */
export function requestOf({
  id,
  method,
  originalUrl,
}: FastifyRequest): Record<'requestId' | 'method' | 'url', string> {
  const url = OAUTH.test(originalUrl) ? pathOf({ url: originalUrl }) : withoutKeys(originalUrl);
  return { requestId: id, method, url };
}

/** One line per request, when it was answered or its caller hung up. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  const write = (request: FastifyRequest, reply: FastifyReply | null, message: string) => {
    const statusCode = reply?.statusCode ?? null;
    logger[levelOf(request.originalUrl, statusCode)](
      {
        ...requestOf(request),
        ...subjectOf(request, reply),
        caller: request.caller?.name,
        statusCode,
        durationMs: reply ? Math.round(reply.elapsedTime) : undefined,
        trace_id: request.span?.spanContext().traceId,
      },
      message,
    );
  };
  // The one ends in the other when the answer finds nobody.
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

/** What a request is about, as far as it says so itself: by its path, its body, or the path of what it made. */
function subjectOf({ originalUrl, body }: FastifyRequest, reply: FastifyReply | null) {
  const [, kind, id] = PLACE.exec(String(reply?.getHeader('location') ?? originalUrl)) ?? [];
  const { jobId, companyId } = (body ?? {}) as Record<string, unknown>;
  return {
    jobId: kind === 'job' ? id : idIn(jobId),
    eventId: kind === 'job-event' ? id : undefined,
    companyId: idIn(companyId),
  };
}

/** Bodies may say anything; the log takes ids. */
function idIn(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined;
}

/**
 * Probes come every few seconds; one that fails matters as much as any other. A 503 is no error: there would be one for
 * each request that an outage meets.
 */
function levelOf(url: string, statusCode: number | null): 'error' | 'debug' | 'info' {
  if (statusCode === null || statusCode < 500) return isProbe(url) ? 'debug' : 'info';
  return statusCode === 503 ? 'info' : 'error';
}
