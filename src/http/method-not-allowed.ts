import { METHODS as KNOWN } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The methods of the path, where this one is not among them. */
    allowed?: readonly string[];
  }
}

/**
 * All methods that Node parses. CONNECT never arrives as a request: it asks for a tunnel, and Node closes the
 * connection.
 */
export const METHODS = KNOWN.filter((method) => method !== 'CONNECT');

/** Kinds of access, the widest first. */
const ORDER = ['probe', 'public', 'proof', 'read', 'write', 'admin'] as const;

/**
 * Registers the missing methods of each path, so they are answered 405 with `Allow`; Fastify itself would answer
 * 404. Call it before the routes are made; the returned function adds the methods once they are. They need the access
 * that the path needs.
 */
export function collectMethods(fastify: FastifyInstance): () => void {
  for (const method of METHODS) {
    if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  }
  // Fastify would demand a body before it looks for the route.
  fastify.addHttpMethod('QUERY', { overrideExisting: true });
  const routes = new Map<string, RouteOptions[]>();
  let collecting = true;
  fastify.addHook('onRoute', (route) => {
    if (collecting) routes.set(route.url, [...(routes.get(route.url) ?? []), route]);
  });
  return () => {
    collecting = false;
    for (const [url, known] of routes) {
      const allowed = [...new Set(known.flatMap(({ method }) => method))];
      const others = METHODS.filter((method) => !allowed.includes(method));
      if (others.length === 0 || url.includes('*')) continue;
      const accesses = known.map(({ config }) => config?.access);
      // The widest access of the path decides.
      const access = ORDER.find((one) => accesses.includes(one));
      fastify.route({
        method: others,
        url,
        config: { access, allowed },
        handler: () => {
          throw new Error('refused before');
        },
      });
    }
  };
}
