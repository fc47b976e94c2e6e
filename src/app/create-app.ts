import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type DestinationStream, pino } from 'pino';
import { AppModule } from './app.module.js';
import type { Settings } from '../config/settings.js';
import { Metrics } from '../metrics/metrics.js';
import { DtoValidationPipe } from '../http/dto-validation.pipe.js';
import { NestLogger } from '../logging/nest-logger.js';
import { ProblemDetailsFilter } from '../http/problem-details.filter.js';
import { logRequests } from '../http/request-log.js';
import { traceRequests } from '../tracing/request-span.js';
import { Tracing } from '../tracing/tracing.js';
import { Admission, admitRequests } from '../http/admission.js';
import { Connections } from '../http/connections.js';
import { serveConsole } from '../http/console.js';
import { refuseConnection, refuseUrl } from '../http/framework-errors.js';
import { acceptJsonOnly } from '../http/json-body.js';
import { collectMethods } from '../http/method-not-allowed.js';
import { collectPleoPaths } from '../http/pleo-paths.js';
import { serveOpenApi } from '../http/open-api.js';
import { measureRequests } from '../http/request-duration.js';
import { secure } from '../http/security-headers.js';

/** Size limit of a body in bytes, where the route sets no other. */
const BODY_LIMIT = 64 * 1024;

/** Timeout for receiving a whole request, and its headers. Slower ones are answered 408 and closed. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

/** Interval at which slow senders are looked for. */
const CONNECTIONS_CHECK_MS = 1000;

/** Timeout for a caller that does not read its answer. */
const STALLED_MS = 60_000;

/** The routes of Swagger UI and of the console, which their plugins make, and the one that leads there. */
const PAGES = /^\/((docs|console)(\/|\*|$)|$)/;
const API_DOCUMENT = '/docs-json';

/** A request id from the caller: it stands in logs, so it is short and plain. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/**
 * The service, wired and initialised, not listening yet. Needs a database in `settings`, with its schema. Log lines go
 * to `log`.
 */
export async function createApp(
  settings: Readonly<Settings>,
  log: DestinationStream,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    http: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    },
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: settings.KEEP_ALIVE_SECONDS * 1000,
    connectionTimeout: STALLED_MS,
    // On close all requests are answered or given up: remaining connections would only delay the exit.
    forceCloseConnections: true,
    // An overlong id gets the same answer as any other wrong id.
    routerOptions: { maxParamLength: 20_000 },
    frameworkErrors: refuseUrl,
    clientErrorHandler: refuseConnection,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const fastify = adapter.getInstance();
  const logger = pino({ level: settings.LOG_LEVEL }, log);
  logRequests(fastify, logger);
  fastify.addHook('onRoute', (route) => {
    const isPage = PAGES.test(route.url);
    if (isPage || route.url === API_DOCUMENT) {
      route.config = { ...route.config, access: 'public', page: isPage };
    }
    if (route.config?.bodyLimit) route.bodyLimit = route.config.bodyLimit;
  });
  fastify.decorateRequest('visit', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    secure(request, reply);
    done();
  });
  const refuseOtherMethods = collectMethods(fastify);
  const refuseOtherPaths = collectPleoPaths(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    // Nest logs each module and route at the start.
    logger: new NestLogger(logger.isLevelEnabled('info') ? logger.child({}, { level: 'warn' }) : logger),
    abortOnError: false,
    bodyParser: false,
  });
  measureRequests(fastify, app.get(Metrics));
  const { spans } = app.get(Tracing);
  if (spans) traceRequests(fastify, spans);
  admitRequests(fastify, app.get(Admission));
  app.get(Connections).watch(fastify.server);
  acceptJsonOnly(fastify);
  app.useGlobalPipes(new DtoValidationPipe());
  app.useGlobalFilters(new ProblemDetailsFilter());
  serveOpenApi(app);
  serveConsole(fastify);
  await app.init();
  app.useLogger(new NestLogger(logger));
  refuseOtherMethods();
  refuseOtherPaths();
  await fastify.ready();
  return app;
}
