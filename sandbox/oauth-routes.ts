import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, sendAnswer, type Answer } from './answer.js';
import { OAuthError } from './authorization-server.js';
import { asObject, jsonValue, readJson } from './json-body.js';
import type { SandboxState } from './sandbox-state.js';
import { TOKEN_FAULTS, type OAuthBehaviour, type TokenFault } from './token-faults.js';

/** Pleo's authorization server, and the switches for it. */
export function oauthRoutes(app: FastifyInstance, state: SandboxState): void {
  const { authorization, oauth, held } = state;

  app.get('/oauth/authorize', (request, reply) => {
    const query = queryOf(request);
    const said = query.get('answer') ?? oauth.consent;
    query.delete('answer');
    const answer = answerOf((): Answer => {
      authorization.checkConsent(query);
      if (said === 'ask')
        return { status: 200, body: consentPage(query), contentType: 'text/html; charset=utf-8' };
      const back = said === 'give' ? authorization.giveCode(query) : authorization.refuseConsent(query);
      return { status: 302, headers: { location: back.href } };
    });
    sendAnswer(reply, answer);
  });

  app.post('/oauth/token', (request, reply) => {
    const fault = oauth.faults.shift();
    const run = (): void => tokenAnswer(request, reply, fault);
    if (oauth.delayMs === 0) run();
    else held.wait(oauth.delayMs, reply, run, () => undefined);
  });

  function tokenAnswer(request: FastifyRequest, reply: FastifyReply, fault: TokenFault | undefined): void {
    const cut = (): void => {
      reply.hijack();
      reply.raw.destroy();
    };
    if (fault === 'cut_before') return cut();
    if (fault === 'fail_before') return sendAnswer(reply, { status: 503 });
    const answer = answerOf((): Answer => {
      const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      return { status: 200, body: authorization.token(body, request.headers.authorization) };
    });
    if (fault === 'cut_after') return cut();
    if (fault === 'fail_after') return sendAnswer(reply, { status: 502 });
    if (fault === 'hang_after') {
      reply.hijack();
      return held.hang(reply);
    }
    sendAnswer(reply, { ...answer, headers: { 'cache-control': 'no-store' } });
  }

  app.get('/sandbox/oauth', () => ({
    requests: authorization.requests,
    alive: authorization.alive,
    accessTokenSeconds: authorization.accessTokenSeconds,
    ...oauth,
  }));
  app.put('/sandbox/oauth', ({ body }, reply) => {
    const { accessTokenSeconds, ...behaviour } = readBehaviour(jsonValue(readJson(body)));
    if (accessTokenSeconds !== undefined) authorization.accessTokenSeconds = accessTokenSeconds;
    Object.assign(oauth, behaviour);
    reply.code(204).send();
  });
  app.post('/sandbox/oauth/revoke', (_request, reply) => {
    authorization.revokeAll();
    reply.code(204).send();
  });
  app.post('/sandbox/oauth/end-access', (_request, reply) => {
    authorization.endAccess();
    reply.code(204).send();
  });
}

function readBehaviour(value: unknown): Partial<OAuthBehaviour> & { accessTokenSeconds?: number } {
  const { consent, delayMs, faults, accessTokenSeconds, ...others } = asObject(value) ?? {};
  const isWhole = (number: unknown): boolean =>
    number === undefined || (Number.isInteger(number) && (number as number) >= 0);
  const problems = Object.keys(others).map((name) => `${name} is not known`);
  if (consent !== undefined && !['ask', 'give', 'refuse'].includes(consent as string)) {
    problems.push('consent must be ask, give or refuse');
  }
  if (!isWhole(delayMs)) problems.push('delayMs must be a whole number from 0');
  if (!isWhole(accessTokenSeconds)) problems.push('accessTokenSeconds must be a whole number from 0');
  const known = TOKEN_FAULTS as readonly unknown[];
  if (faults !== undefined && !(Array.isArray(faults) && faults.every((fault) => known.includes(fault)))) {
    problems.push(`faults must be an array of ${TOKEN_FAULTS.join(', ')}`);
  }
  if (problems.length > 0) throw badRequest(problems);
  return value as ReturnType<typeof readBehaviour>;
}

function answerOf(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { status: error.status, body: { error: error.error, error_description: error.message } };
  }
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URL(url, 'http://sandbox').searchParams;
}

function consentPage(query: URLSearchParams): string {
  const link = (answer: string): string => {
    const next = new URLSearchParams(query);
    next.set('answer', answer);
    return `/oauth/authorize?${next.toString().replaceAll("'", '%27')}`.replaceAll('&', '&amp;');
  };
  return (
    '<!doctype html><html lang="en"><title>Pleo sandbox</title><h1>Connect to Pleo (sandbox)</h1>' +
    `<p><a href="${link('give')}">Allow</a> · <a href="${link('refuse')}">Refuse</a></p></html>`
  );
}
