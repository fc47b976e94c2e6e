import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ConsoleNotBuilt } from '../api/http.errors.js';

/** The console as `npm run build` makes it, beside the compiled service. */
const ROOT = fileURLToPath(new URL('../../console', import.meta.url));

/**
 * Serves the console at /console, to which / leads. Vite puts a digest into the name of every file but the page: files
 * may be cached for ever, the page may not.
 */
export function serveConsole(fastify: FastifyInstance): void {
  // Relative, so it is right behind a proxy that takes a prefix away.
  fastify.get('/', (_request, reply) => reply.redirect('console/'));
  if (!existsSync(join(ROOT, 'assets'))) {
    for (const url of ['/console', '/console/*']) {
      fastify.get(url, () => {
        throw new ConsoleNotBuilt();
      });
    }
    return;
  }
  void fastify.register(fastifyStatic, {
    root: ROOT,
    prefix: '/console',
    redirect: true,
    preCompressed: true,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isPage = basename(path) === 'index.html';
      reply.header('Cache-Control', isPage ? 'no-cache' : 'public, max-age=31536000, immutable');
    },
  });
}
