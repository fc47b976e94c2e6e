import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The query of a request that was granted may stand in the log. */
    logsQuery?: boolean;
  }
}

/** The route refuses parameters that it does not know, so the query of a request that it granted holds no secret. */
export function LogsQuery(): MethodDecorator {
  return routeConfig({ logsQuery: true });
}
