import type { FastifyInstance } from 'fastify';
import { METHODS } from './method-not-allowed.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The routes that there are, where the path is Pleo's and not among them. */
    passed?: readonly string[];
  }
}

/** The versions of Pleo's API under which nothing but Pleo's own routes stands here. */
const VERSIONS = ['v2', 'v3'] as const;

/**
 * Lets paths of Pleo's that the relay does not have be answered as Pleo answers errors, to callers with a key: a
 * program that was written for Pleo has to understand what is missing. Call it before the routes are made; the returned
 * function adds the answers once they are, and the methods that are refused.
 */
export function collectPleoPaths(fastify: FastifyInstance): () => void {
  const known = Object.fromEntries(VERSIONS.map((version) => [version, new Set<string>()]));
  fastify.addHook('onRoute', ({ url, method, config }) => {
    const [, version = '', path] = /^\/(v\d)(\/.*)/.exec(url) ?? [];
    if (path === undefined || config?.allowed || config?.passed) return;
    for (const one of [method].flat())
      if (one !== 'HEAD') known[version]?.add(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  return () => {
    for (const version of VERSIONS) {
      const passed = [...(known[version] ?? [])].sort();
      for (const url of [`/${version}`, `/${version}/*`]) {
        fastify.route({
          method: METHODS,
          url,
          config: { access: 'read', passed },
          handler: () => {
            throw new Error('refused before');
          },
        });
      }
    }
  };
}
