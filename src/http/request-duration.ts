import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/** Observes how long each request took that was answered, by the route's template: ids would be labels without end. */
export function measureRequests(fastify: FastifyInstance, { httpDuration }: Metrics): void {
  fastify.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    httpDuration.observe(
      { method, route: routeOptions.url ?? 'none', status: statusCode },
      elapsedTime / 1000,
    );
    done();
  });
}
