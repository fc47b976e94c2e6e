import type { FastifyInstance } from 'fastify';
import { badRequest } from './answer.js';
import { readCreateExportJob } from './create-export-job.js';
import { credentialProblems, type Credentials } from './credentials.js';
import { faultRuleProblems, type FaultRule } from './fault-rule.js';
import { type IntrospectionBehaviour, introspectionProblems } from './introspection.js';
import { itemBehaviourProblems } from './item-behaviour.js';
import { listItems } from './item-list.js';
import { itemRefusalProblems, type ItemRefusal } from './item-refusals.js';
import { asObject, jsonValue, readJson } from './json-body.js';
import { listJobs } from './job-list.js';
import { jobView } from './job-view.js';
import { LARGE_BODY } from './pleo-routes.js';
import type { SandboxState } from './sandbox-state.js';
import { subscriptionView } from './subscription-routes.js';
import { type WebhookTarget, webhookTargetProblems } from './webhooks.js';

/** The sandbox's own routes, for setup and inspection. They need no credential. */
export function sandboxRoutes(app: FastifyInstance, state: SandboxState, reset: () => void): void {
  const { jobs, items, itemBehaviour, introspection, faults, credentials, log, overlaps } = state;
  const { subscriptions, webhooks } = state;

  app.get('/sandbox/health', () => ({
    status: 'ok',
    jobs: jobs.counts,
    requestsKept: log.entries.length,
    overlaps: overlaps.count,
  }));

  app.get('/sandbox/faults', () => faults.state);
  app.put('/sandbox/faults', ({ body }) => {
    const { rules, seed } = readFaults(jsonValue(readJson(body)));
    faults.set(rules, seed);
    return faults.state;
  });
  app.delete('/sandbox/faults', (_request, reply) => {
    faults.clear();
    reply.code(204).send();
  });

  app.get<{ Querystring: Record<string, unknown> }>('/sandbox/requests', ({ query }) => {
    const { jobId, event, limit = '100' } = query;
    if (typeof limit !== 'string' || !/^[1-9]\d{0,5}$/.test(limit)) {
      throw badRequest(['limit must be a whole number from 1']);
    }
    const id = typeof jobId === 'string' ? jobId.toLowerCase() : undefined;
    const matching = log.entries.filter(
      (entry) => (id === undefined || entry.jobId === id) && (event === undefined || entry.event === event),
    );
    return { data: matching.slice(-Number(limit)), total: matching.length };
  });

  app.get<{ Querystring: Record<string, unknown> }>('/sandbox/jobs', ({ query }) =>
    listJobs(jobs.all(), query, 'v3'),
  );
  app.post('/sandbox/jobs', { bodyLimit: LARGE_BODY }, ({ body }, reply) => {
    const text = typeof body === 'string' && body.trim() !== '' ? body : '{}';
    const job = jobView(jobs.create(readCreateExportJob(jsonValue(readJson(text)), 'optional')));
    webhooks.jobCreated(job);
    reply.code(201);
    return { data: job };
  });
  app.post<{ Params: { id: string } }>('/sandbox/jobs/:id/expire', ({ params }) => ({
    data: jobView(jobs.expire(params.id.toLowerCase())),
  }));

  app.get<{ Params: { id: string }; Querystring: Record<string, unknown> }>(
    '/sandbox/jobs/:id/items',
    ({ params, query }) => {
      const job = jobs.get(params.id.toLowerCase());
      return listItems(job, items.of(job), query, 'v3', itemBehaviour);
    },
  );

  app.get('/sandbox/items', () => ({ ...itemBehaviour, refusals: items.refusals.state }));
  app.put('/sandbox/items', ({ body }, reply) => {
    const value = asObject(jsonValue(readJson(body)));
    if (value === undefined) throw badRequest(['The body must be an object']);
    const { refusals, ...behaviour } = value;
    const problems = itemBehaviourProblems(behaviour);
    if (refusals !== undefined) problems.push(...itemRefusalProblems(refusals));
    if (problems.length > 0) throw badRequest(problems);
    Object.assign(itemBehaviour, behaviour);
    if (refusals !== undefined) {
      items.refusals.clear();
      for (const refusal of refusals as ItemRefusal[]) items.refusals.add(refusal);
    }
    reply.code(204).send();
  });

  app.put('/sandbox/credentials', ({ body }, reply) => {
    const value = jsonValue(readJson(body));
    const problems = credentialProblems(value);
    if (problems.length > 0) throw badRequest(problems);
    credentials.replace(value as Credentials);
    reply.code(204).send();
  });

  app.get('/sandbox/installations', () => state.installations.all);

  app.get('/sandbox/subscriptions', () => ({
    refused: [...subscriptions.refused],
    data: subscriptions.all.map((one) => ({ owner: one.owner, ...subscriptionView(one) })),
  }));
  app.put('/sandbox/subscriptions', ({ body }, reply) => {
    const { refused, ...others } = asObject(jsonValue(readJson(body))) ?? { '': null };
    const isList = Array.isArray(refused) && refused.every((urn) => /^(\*|urn:\S+)$/.test(String(urn)));
    if (!isList || Object.keys(others).length > 0)
      throw badRequest(['The body must be an object with refused: an array of URNs, or of *']);
    subscriptions.refused.clear();
    for (const urn of refused) subscriptions.refused.add(String(urn));
    reply.code(204).send();
  });

  app.put('/sandbox/introspection', ({ body }, reply) => {
    const value = jsonValue(readJson(body));
    const problems = introspectionProblems(value);
    if (problems.length > 0) throw badRequest(problems);
    Object.assign(introspection, value as Partial<IntrospectionBehaviour>);
    reply.code(204).send();
  });

  app.get('/sandbox/webhooks', () => ({ url: webhooks.url, sent: webhooks.sent }));
  app.put('/sandbox/webhooks', ({ body }, reply) => {
    const value = jsonValue(readJson(body));
    const problems = webhookTargetProblems(value);
    if (problems.length > 0) throw badRequest(problems);
    webhooks.aim(value as WebhookTarget);
    reply.code(204).send();
  });
  app.delete('/sandbox/webhooks', (_request, reply) => {
    webhooks.aim(null);
    reply.code(204).send();
  });

  app.post('/sandbox/reset', (_request, reply) => {
    reset();
    reply.code(204).send();
  });
}

/** The rules alone, or `{ rules, seed }`. */
function readFaults(value: unknown): { rules: FaultRule[]; seed: number | undefined } {
  const { rules, seed, ...others } = Array.isArray(value)
    ? { rules: value as unknown }
    : (asObject(value) ?? {});
  const problems = faultRuleProblems(rules);
  if (seed !== undefined && !(Number.isInteger(seed) && (seed as number) >= 0)) {
    problems.push('seed must be a whole number from 0');
  }
  problems.push(...Object.keys(others).map((name) => `${name} is not known; there are rules and seed`));
  if (problems.length > 0) throw badRequest(problems);
  return { rules: rules as FaultRule[], seed: seed as number | undefined };
}
