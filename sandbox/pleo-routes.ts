import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PleoError, type Answer } from './answer.js';
import { readCreateExportJobEvent } from './create-export-job-event.js';
import { readCreateExportJob } from './create-export-job.js';
import { Exchange } from './exchange.js';
import { asObject, jsonValue, requireJsonType, type JsonBody } from './json-body.js';
import { listJobs } from './job-list.js';
import { jobView } from './job-view.js';
import type { SandboxState } from './sandbox-state.js';

const VERSIONS = ['v1', 'v2', 'v3'] as const;

/** Pleo's Export API, as far as the life of a job goes. */
export function pleoRoutes(app: FastifyInstance, state: SandboxState): void {
  const { jobs, webhooks } = state;
  app.decorateRequest('exchange', null);
  app.addHook('onRequest', (request, reply, done) => {
    (request as { exchange?: Exchange }).exchange = new Exchange(state, request, reply);
    done();
  });
  // A body that Fastify cannot parse never reaches a route; the credential is still checked first.
  app.setErrorHandler((error, request) => {
    requireCredential(exchangeOf(request));
    throw error;
  });

  function createEvent(request: FastifyRequest): void {
    const exchange = exchangeOf(request);
    const body = exchange.read(request);
    const { jobId, event } = propertiesOf(body);
    exchange.about(jobId, event);
    exchange.holdJob();
    exchange.run((): Answer => {
      requireCredential(exchange);
      requireJsonType(request.headers['content-type']);
      jobs.record(readCreateExportJobEvent(jsonValue(body)));
      exchange.entry.changed = true;
      return { status: 202 };
    });
  }

  function createJob(request: FastifyRequest): void {
    const exchange = exchangeOf(request);
    const body = exchange.read(request);
    exchange.about(propertiesOf(body).id, undefined);
    exchange.run((): Answer => {
      requireCredential(exchange);
      requireJsonType(request.headers['content-type']);
      const job = jobView(jobs.create(readCreateExportJob(jsonValue(body), 'required')));
      exchange.entry.changed = true;
      webhooks.jobCreated(job);
      return { status: 201, body: { data: job } };
    });
  }

  function getJob(request: FastifyRequest<{ Params: { jobId: string } }>): void {
    const exchange = exchangeOf(request);
    exchange.about(request.params.jobId, undefined);
    exchange.run((): Answer => {
      requireCredential(exchange);
      return { status: 200, body: { data: jobView(jobs.get(request.params.jobId.toLowerCase())) } };
    });
  }

  for (const version of VERSIONS) {
    app.post(`/${version}/export-job-events`, createEvent);
    app.post(`/${version}/export-jobs`, createJob);
    app.get(`/${version}/export-jobs/:jobId`, getJob);
    app.get(`/${version}/export-jobs`, (request) => {
      const exchange = exchangeOf(request);
      exchange.run((): Answer => {
        requireCredential(exchange);
        return { status: 200, body: listJobs(jobs.all(), request.query as Record<string, unknown>, version) };
      });
    });
  }
}

function exchangeOf(request: FastifyRequest): Exchange {
  return (request as unknown as { exchange: Exchange }).exchange;
}

function requireCredential(exchange: Exchange): void {
  if (!exchange.entry.authorized) {
    throw new PleoError(401, 'UNAUTHORIZED', 'The credential is missing, wrong or expired.');
  }
}

function propertiesOf(body: JsonBody): Record<string, unknown> {
  return (body.ok && asObject(body.value)) || {};
}
