import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Size limit of a body in bytes, where it is not the default. */
    bodyLimit?: number;
  }
}

/** The route takes bodies of up to `bytes`. */
export function BodyLimit(bytes: number): MethodDecorator {
  return routeConfig({ bodyLimit: bytes });
}
