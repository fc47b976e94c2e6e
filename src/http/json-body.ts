import type { FastifyInstance, FastifyRequest } from 'fastify';
import { UnsupportedMediaType } from '../api/http.errors.js';
import '../api/raw-body.decorator.js';
import { ValidationFailed } from '../api/validation.js';
import { ArrivingBody } from './arriving-body.js';
import './visit.js';

type Parsed = (error: Error | null, value?: unknown) => void;

/**
 * Reads JSON in UTF-8 only. Refuses what `JSON.parse` would accept silently: invalid UTF-8, and keys that pollute
 * prototypes. An empty body is left to the route, and so is any body of a route that asks for the bytes. The request
 * counts as inside once its body is whole.
 */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (request, stream, done: Parsed) => {
    const { visit } = request;
    if (!visit) return done(null, undefined);
    new ArrivingBody(stream, visit, request.routeOptions.bodyLimit, (error, body) => {
      if (error) return done(error);
      try {
        visit.enter();
      } catch (full) {
        return done(full as Error);
      }
      read(request, body, done);
    });
  });

  const read = (request: FastifyRequest, body: Buffer, done: Parsed): void => {
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers;
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type ?? '')?.[1] ?? 'utf-8';
    if (!/^utf-?8$/i.test(charset)) return done(new UnsupportedMediaType(type));
    if (encoding !== 'identity') return done(new UnsupportedMediaType(`${type} in ${encoding}`));
    if (request.routeOptions.config.rawBody) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    try {
      const text = utf8.decode(body);
      void parse(request, text, (error, value) =>
        error ? done(notJson(reasonOf(text))) : done(null, value),
      );
    } catch (error) {
      done(notJson((error as Error).message));
    }
  };
}

/** V8's message, without the quoted parts of the body. Text that V8 would accept was refused for its keys. */
function reasonOf(text: string): string {
  try {
    JSON.parse(text);
    return 'a key is called __proto__, or constructor with a prototype';
  } catch (error) {
    return (error as Error).message.replace(/, (\.{3})?".*$/s, '');
  }
}

function notJson(reason: string): ValidationFailed {
  return new ValidationFailed([{ pointer: '', detail: `is not acceptable as JSON in UTF-8: ${reason}` }]);
}
