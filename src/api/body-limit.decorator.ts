import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes that a body may have, where that is more than others may. */
    bodyLimit?: number;
  }
}

/** The route takes bodies of up to `bytes`. */
export function BodyLimit(bytes: number): MethodDecorator {
  return routeConfig({ bodyLimit: bytes });
}
