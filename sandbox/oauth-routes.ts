import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, sendAnswer, type Answer } from './answer.js';
import { OAuthError } from './authorization-server.js';
import { asObject, jsonValue, readJson } from './json-body.js';
import type { SandboxState } from './sandbox-state.js';
import { TOKEN_FAULTS, type OAuthBehaviour, type TokenFault } from './token-faults.js';
import { isUuid } from './uuid.js';

/** Companies that the page for the consent offers. */
const SHOWN_COMPANIES = 20;

/** Pleo's authorization server, and the switches for it. */
export function oauthRoutes(app: FastifyInstance, state: SandboxState): void {
  const { authorization, oauth, held } = state;

  app.get('/oauth/authorize', (request, reply) => {
    const query = queryOf(request);
    const said = query.get('answer') ?? oauth.consent;
    query.delete('answer');
    // The form sends an empty field too.
    if (!query.get('company')) query.delete('company');
    if (said !== 'ask' && oauth.companyId !== null && !query.has('company'))
      query.set('company', oauth.companyId);
    const answer = answerOf((): Answer => {
      authorization.checkConsent(query);
      if (said === 'ask')
        return {
          status: 200,
          body: consentPage(query, companies()),
          contentType: 'text/html; charset=utf-8',
        };
      const back = said === 'give' ? authorization.giveCode(query) : authorization.refuseConsent(query);
      return { status: 302, headers: { location: back.href } };
    });
    sendAnswer(reply, answer);
  });

  /** Companies that have jobs, the latest first. */
  function companies(): string[] {
    const ids = [...state.jobs.all()].reverse().map(({ companyId }) => companyId);
    return [...new Set(ids)].flatMap((id) => id ?? []).slice(0, SHOWN_COMPANIES);
  }

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
  const { consent, companyId, delayMs, faults, accessTokenSeconds, ...others } = asObject(value) ?? {};
  const isWhole = (number: unknown): boolean =>
    number === undefined || (Number.isInteger(number) && (number as number) >= 0);
  const problems = Object.keys(others).map((name) => `${name} is not known`);
  if (consent !== undefined && !['ask', 'give', 'refuse'].includes(consent as string)) {
    problems.push('consent must be ask, give or refuse');
  }
  if (companyId != null && !isUuid(companyId)) problems.push('companyId must be a UUID or null');
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

/** Who says yes is one company's: one that has jobs here, or the one whose id is typed in. */
function consentPage(query: URLSearchParams, companies: readonly string[]): string {
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const options = companies.map((id) => `<option value="${escaped(id)}">`);
  return (
    '<!doctype html><html lang="en"><title>Pleo sandbox</title><h1>Connect to Pleo (sandbox)</h1>' +
    `<form action="/oauth/authorize">${hidden.join('')}` +
    '<p><label>Company that connects: <input name="company" list="companies" size="40" ' +
    'placeholder="its id; empty: a whole organisation"></label>' +
    `<datalist id="companies">${options.join('')}</datalist></p>` +
    '<p><button name="answer" value="give">Allow</button> ' +
    '<button name="answer" value="refuse">Refuse</button></p></form></html>'
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
