import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Log lines of a request hold the template of its route in place of its path, and no id. */
    logsRouteOnly?: boolean;
  }
}

/**
 * What is asked for is no business of the log: its lines hold the template of the route, the status and the duration. A
 * 5xx is logged like any other answer, since it may be another system's.
 */
export function LogsRouteOnly(): MethodDecorator {
  return routeConfig({ logsRouteOnly: true });
}
