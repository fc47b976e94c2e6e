import type { FastifyInstance } from 'fastify';
import { UnsupportedMediaType } from '../shared/http.errors.js';
import { ValidationFailed } from '../shared/validation.js';

/**
 * Makes JSON in UTF-8 the only body that is read. Refuses what `JSON.parse` would bend silently: bytes that are no
 * UTF-8, and keys that reach for prototypes. No body at all is left to the route to judge.
 */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const charset =
      /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    if (!/^utf-?8$/i.test(charset)) return done(new UnsupportedMediaType(request.headers['content-type']));
    if (body.length === 0) return done(null, undefined);
    try {
      void parse(request, utf8.decode(body), (error, value) =>
        error ? done(notJson(error.message)) : done(null, value),
      );
    } catch (error) {
      done(notJson((error as Error).message));
    }
  });
}

function notJson(reason: string): ValidationFailed {
  return new ValidationFailed([{ pointer: '', detail: `is not valid JSON in UTF-8: ${reason}` }]);
}
