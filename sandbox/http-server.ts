import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { PleoError, badRequest, errorAnswer, sendAnswer } from './answer.js';
import type { SandboxState } from './sandbox-state.js';
import { homePage } from './home-page.js';
import { fileRoutes } from './item-routes.js';
import { oauthRoutes } from './oauth-routes.js';
import { pleoRoutes } from './pleo-routes.js';
import { sandboxRoutes } from './sandbox-routes.js';

export function httpServer(
  state: SandboxState,
  { reset, url, logger }: { reset: () => void; url: () => string; logger: boolean },
): FastifyInstance {
  const app = fastify({
    logger,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => sendAnswer(reply, errorAnswer(badRequest([error.message]))),
  });

  // Bodies stay text: routes check the credential first, then the content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${request.url.split('?')[0]}`;
    sendAnswer(reply, { status: 404, body: { type: 'NOT_FOUND', message } });
  });
  app.setErrorHandler((error: FastifyError | PleoError, _request, reply) => {
    sendAnswer(reply, errorAnswer(error instanceof PleoError ? error : asPleoError(error)));
  });

  app.register((scope, _options, done) => {
    pleoRoutes(scope, state);
    done();
  });
  fileRoutes(app, state);
  oauthRoutes(app, state);
  sandboxRoutes(app, state, reset);
  homePage(app, url);
  return app;
}

/** Errors of Fastify itself (an invalid content type, a body that is too large), and internal ones. */
function asPleoError(error: FastifyError): PleoError {
  const status = error.statusCode ?? 500;
  if (status === 413) return new PleoError(413, 'PAYLOAD_TOO_LARGE', error.message);
  if (status < 500) return badRequest([error.message]);
  process.stderr.write(`The sandbox failed: ${error.stack ?? error.message}\n`);
  return new PleoError(500, 'INTERNAL_SERVER_ERROR', 'The sandbox itself failed; its console says how.');
}
