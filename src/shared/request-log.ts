import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { pathOf } from './path-of.js';
import { isProbe } from './probe.js';

/** Browsers bring a code in the query here. */
const OAUTH = /^\/+oauth/i;

/** What stands in log lines of a request. No header does: they carry keys. */
export function requestOf({
  id,
  method,
  originalUrl,
}: FastifyRequest): Record<'id' | 'method' | 'url', string> {
  return { id, method, url: OAUTH.test(originalUrl) ? pathOf({ url: originalUrl }) : originalUrl };
}

/** One line per request, when it was answered or its caller hung up. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  const write = (
    request: FastifyRequest,
    statusCode: number | null,
    elapsedMs: number | undefined,
    message: string,
  ) =>
    logger[levelOf(request.originalUrl, statusCode)](
      {
        req: requestOf(request),
        res: { statusCode },
        caller: request.caller?.name,
        responseTime: elapsedMs && Math.round(elapsedMs),
      },
      message,
    );
  // The one ends in the other when the answer finds nobody.
  const abandoned = new WeakSet<FastifyRequest>();
  fastify.addHook('onRequestAbort', (request, done) => {
    abandoned.add(request);
    write(request, null, undefined, 'request aborted');
    done();
  });
  fastify.addHook('onResponse', (request, reply: FastifyReply, done) => {
    if (!abandoned.has(request)) write(request, reply.statusCode, reply.elapsedTime, 'request completed');
    done();
  });
}

/** Probes come every few seconds; one that fails matters as much as any other. */
function levelOf(url: string, statusCode: number | null): 'error' | 'debug' | 'info' {
  if (statusCode !== null && statusCode >= 500) return 'error';
  return isProbe(url) ? 'debug' : 'info';
}
