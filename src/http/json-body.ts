import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyTooLarge, UnsupportedMediaType } from '../api/http.errors.js';
import '../api/raw-body.decorator.js';
import { ValidationFailed } from '../api/validation.js';
import { announcedBytes } from './announced-bytes.js';
import { ArrivingBody } from './arriving-body.js';
import './visit.js';

type Parsed = (error: Error | null, value?: unknown) => void;

/**
 * Reads JSON in UTF-8 only. Refuses what `JSON.parse` would accept silently: invalid UTF-8, and keys that pollute
 * prototypes. An empty body is none, whatever its type (`curl -d ''` says that it is a form), and is left to the route;
 * so is any body of a route that asks for the bytes. The request counts as inside once its body is whole.
 */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRequest', ({ headers }, _, done) => {
    // Without a type, Fastify looks for no parser.
    if (announcedBytes(headers) === 0) delete headers['content-type'];
    done();
  });
  fastify.addContentTypeParser('application/json', (request, stream, done: Parsed) => {
    receive(request, stream, request.routeOptions.bodyLimit, (error, body) =>
      error ? done(error) : read(request, body, done),
    );
  });
  fastify.addContentTypeParser('*', (request, stream, done: Parsed) => {
    const { headers } = request;
    const refusal = new UnsupportedMediaType(headers['content-type']);
    if (announcedBytes(headers) > 0) return done(refusal);
    // In chunks, with an end that comes first or not.
    receive(request, stream, 0, (error) => done(error instanceof BodyTooLarge ? refusal : error, undefined));
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

/** The whole body, of up to `limit` bytes; the request is inside then. */
function receive(
  { visit }: FastifyRequest,
  stream: Readable,
  limit: number,
  done: (error: Error | null, body: Buffer) => void,
): void {
  if (!visit) return done(null, Buffer.alloc(0));
  new ArrivingBody(stream, visit, limit, (error, body) => {
    if (error) return done(error, body);
    try {
      visit.enter();
    } catch (full) {
      return done(full as Error, body);
    }
    done(null, body);
  });
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
