import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route gets the received bytes. */
    rawBody?: boolean;
  }
}

/** The route gets its body as a `Buffer` of the received bytes, for a signature that covers them. */
export function RawBody(): MethodDecorator {
  return routeConfig({ rawBody: true });
}
