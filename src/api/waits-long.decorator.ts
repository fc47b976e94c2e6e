import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requests of the route wait for something to happen, most of the time. */
    waitsLong?: boolean;
  }
}

/** The route keeps its callers waiting until something happens (long polling): they do not take the room of others. */
export function WaitsLong(): MethodDecorator {
  return routeConfig({ waitsLong: true });
}
