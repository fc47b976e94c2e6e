import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/**
 * Observes the duration of each answered request, labelled with the route's template: ids would be unbounded labels.
 */
export function measureRequests(fastify: FastifyInstance, { httpDuration }: Metrics): void {
  fastify.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    httpDuration.observe(
      { method, route: routeOptions.url ?? 'none', status: statusCode },
      elapsedTime / 1000,
    );
    done();
  });
}
