import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badRequest, PleoError, type Answer } from './answer.js';
import { Exchange } from './exchange.js';
import { introspect } from './introspection.js';
import { jsonValue, requireJsonType } from './json-body.js';
import { pageQuery, paginate } from './page.js';
import type { SandboxState } from './sandbox-state.js';
import { readSubscription, type Subscription } from './subscriptions.js';

type OneSubscription = FastifyRequest<{ Params: { subscriptionId: string } }>;

/** Pleo's routes of webhook subscriptions, each for the company or organisation of the credential. */
export function subscriptionRoutes(app: FastifyInstance, state: SandboxState): void {
  const { subscriptions } = state;

  /** Answers as `work` does, for the URN of the credential. */
  function answer(request: FastifyRequest, work: (owner: string, exchange: Exchange) => Answer): void {
    const exchange = Exchange.of(request);
    const body = request.method === 'GET' || request.method === 'DELETE' ? null : exchange.read(request);
    exchange.run(() => {
      exchange.requireCredential();
      if (body !== null) requireJsonType(request.headers['content-type']);
      const { authorization, introspection } = state;
      const { subjectURN } = introspect(request.headers.authorization, authorization, introspection);
      const owner = String(subjectURN);
      if (subscriptions.refused.has(owner) || subscriptions.refused.has('*'))
        throw new PleoError(403, 'FORBIDDEN', 'The credential lacks a scope.');
      return work(owner, exchange);
    });
  }

  app.get('/v1/subscriptions', (request) =>
    answer(request, (owner) => {
      const query = request.query as Record<string, unknown>;
      const { paging, problems } = pageQuery(query, 'clamp');
      if (problems.length > 0) throw badRequest(problems);
      const { data, pagination } = paginate(subscriptions.of(owner), paging, query);
      return { status: 200, body: { data: data.map(subscriptionView), pagination } };
    }),
  );

  app.post('/v1/subscriptions', (request) =>
    answer(request, (owner, exchange) => {
      const made = subscriptions.make(owner, readSubscription(jsonValue(exchange.read(request))));
      exchange.entry.changed = true;
      return { status: 200, body: { data: subscriptionView(made) } };
    }),
  );

  app.get('/v1/subscriptions/:subscriptionId', (request: OneSubscription) =>
    answer(request, (owner) => ({
      status: 200,
      body: { data: subscriptionView(subscriptions.get(owner, request.params.subscriptionId)) },
    })),
  );

  app.put('/v1/subscriptions/:subscriptionId', (request: OneSubscription) =>
    answer(request, (owner, exchange) => {
      const given = readSubscription(jsonValue(exchange.read(request)));
      const changed = subscriptions.replace(owner, request.params.subscriptionId, given);
      exchange.entry.changed = true;
      return { status: 200, body: { data: subscriptionView(changed) } };
    }),
  );

  app.delete('/v1/subscriptions/:subscriptionId', (request: OneSubscription) =>
    answer(request, (owner, exchange) => {
      subscriptions.remove(owner, request.params.subscriptionId);
      exchange.entry.changed = true;
      return { status: 204 };
    }),
  );

  app.get('/v1/subscriptions/:subscriptionId/secret', (request: OneSubscription) =>
    answer(request, (owner) => ({
      status: 200,
      body: { data: { secretKey: subscriptions.get(owner, request.params.subscriptionId).secret } },
    })),
  );
}

/** A subscription in Pleo's words: with the password in clear, without the secret. */
export function subscriptionView({
  id,
  endpointUrl,
  eventTypes,
  status,
  customHeaders,
  endpointAuth,
  createdAt,
  updatedAt,
}: Subscription): Record<string, unknown> {
  return { id, endpointUrl, eventTypes, status, customHeaders, endpointAuth, createdAt, updatedAt };
}
