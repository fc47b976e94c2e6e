import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Answer } from './answer.js';
import { readCreateExportJobEvent } from './create-export-job-event.js';
import { readCreateExportJob } from './create-export-job.js';
import { Exchange } from './exchange.js';
import { VERSIONS } from './export-job-item.js';
import { installationRoutes } from './installations.js';
import { introspect } from './introspection.js';
import { itemRoutes } from './item-routes.js';
import { asObject, jsonValue, requireJsonType, type JsonBody } from './json-body.js';
import { listJobs } from './job-list.js';
import { jobView } from './job-view.js';
import type { SandboxState } from './sandbox-state.js';
import { subscriptionRoutes } from './subscription-routes.js';

/** What a body may hold that lists the entries of a large job. */
export const LARGE_BODY = 8 * 2 ** 20;

/** Pleo's Export API: jobs and their events, and whose a credential is; what else there is has a file each. */
export function pleoRoutes(app: FastifyInstance, state: SandboxState): void {
  const { jobs, webhooks } = state;
  app.decorateRequest('exchange', null);
  app.addHook('onRequest', (request, reply, done) => {
    (request as { exchange?: Exchange }).exchange = new Exchange(state, request, reply);
    done();
  });
  // A body that Fastify cannot parse never reaches a route; the credential is still checked first.
  app.setErrorHandler((error, request) => {
    Exchange.of(request).requireCredential();
    throw error;
  });

  function createEvent(request: FastifyRequest): void {
    const exchange = Exchange.of(request);
    const body = exchange.read(request);
    const { jobId, event } = propertiesOf(body);
    exchange.about(jobId, event);
    exchange.holdJob();
    exchange.run((): Answer => {
      exchange.requireCredential();
      requireJsonType(request.headers['content-type']);
      jobs.record(readCreateExportJobEvent(jsonValue(body)));
      exchange.entry.changed = true;
      return { status: 202 };
    });
  }

  function createJob(request: FastifyRequest): void {
    const exchange = Exchange.of(request);
    const body = exchange.read(request);
    exchange.about(propertiesOf(body).id, undefined);
    exchange.run((): Answer => {
      exchange.requireCredential();
      requireJsonType(request.headers['content-type']);
      const job = jobView(jobs.create(readCreateExportJob(jsonValue(body), 'required')));
      exchange.entry.changed = true;
      webhooks.jobCreated(job);
      return { status: 201, body: { data: job } };
    });
  }

  function getJob(request: FastifyRequest<{ Params: { jobId: string } }>): void {
    const exchange = Exchange.of(request);
    exchange.about(request.params.jobId, undefined);
    exchange.run((): Answer => {
      exchange.requireCredential();
      return { status: 200, body: { data: jobView(jobs.get(request.params.jobId.toLowerCase())) } };
    });
  }

  for (const version of VERSIONS) {
    app.post(`/${version}/export-job-events`, createEvent);
    app.post(`/${version}/export-jobs`, { bodyLimit: LARGE_BODY }, createJob);
    app.get(`/${version}/export-jobs/:jobId`, getJob);
    app.get(`/${version}/export-jobs`, (request) => {
      const exchange = Exchange.of(request);
      exchange.run((): Answer => {
        exchange.requireCredential();
        return { status: 200, body: listJobs(jobs.all(), request.query as Record<string, unknown>, version) };
      });
    });
  }
  app.get('/v1/introspect', (request) => {
    const exchange = Exchange.of(request);
    exchange.run((): Answer => {
      exchange.requireCredential();
      const { authorization, introspection } = state;
      return {
        status: 200,
        body: introspect(request.headers.authorization, authorization, introspection),
      };
    });
  });
  installationRoutes(app, state);
  subscriptionRoutes(app, state);
  itemRoutes(app, state);
}

function propertiesOf(body: JsonBody): Record<string, unknown> {
  return (body.ok && asObject(body.value)) || {};
}
