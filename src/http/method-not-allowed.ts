import { METHODS as KNOWN } from 'node:http';
import type { FastifyInstance, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The methods that the path takes, where this one is not among them. */
    allowed?: readonly string[];
  }
}

/** All that Node reads. CONNECT never comes as a request: it asks for a tunnel, and Node hangs up. */
const METHODS = KNOWN.filter((method) => method !== 'CONNECT');

/** Who may call, the widest first. */
const ORDER = ['probe', 'public', 'proof', 'read', 'write', 'admin'] as const;

/**
 * Marks paths with methods that they do not take, so that these are answered 405 with `Allow`; Fastify itself would say
 * 404. Call it before the routes are made; what it returns adds the marks once they are. They are refused to whoever may
 * not call the path at all.
 */
export function collectMethods(fastify: FastifyInstance): () => void {
  for (const method of METHODS) {
    if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  }
  // Fastify wants a body of it before it looks for the route.
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
      // Of those who may call anything here, each may be told.
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
