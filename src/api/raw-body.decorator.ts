import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body reaches the route as the bytes that came. */
    rawBody?: boolean;
  }
}

/** The route gets its body as a `Buffer` of the very bytes that came, for a signature that covers them. */
export function RawBody(): MethodDecorator {
  return routeConfig({ rawBody: true });
}
