import { METHODS as KNOWN } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { pathOf } from '../shared/path-of.js';
import { MethodNotAllowed } from '../shared/http.errors.js';

/** All that Node reads. CONNECT never comes as a request: it asks for a tunnel, and Node hangs up. */
const METHODS = KNOWN.filter((method) => method !== 'CONNECT');

/**
 * Answers 405 with `Allow` where a path exists but not for the method; Fastify itself would say 404. Call it before the
 * routes are made; what it returns adds the answers once they are.
 */
export function collectMethods(fastify: FastifyInstance): () => void {
  for (const method of METHODS) {
    if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  }
  // Fastify wants a body of it before it looks for the route.
  fastify.addHttpMethod('QUERY', { overrideExisting: true });
  const methods = new Map<string, Set<string>>();
  let collecting = true;
  fastify.addHook('onRoute', ({ url, method }) => {
    if (!collecting) return;
    const known = methods.get(url) ?? new Set<string>();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return () => {
    collecting = false;
    for (const [url, known] of methods) {
      const others = METHODS.filter((method) => !known.has(method));
      if (others.length === 0 || url.includes('*')) continue;
      fastify.route({
        method: others,
        url,
        handler: (request) => {
          throw new MethodNotAllowed(request.method, pathOf(request), [...known]);
        },
      });
    }
  };
}
