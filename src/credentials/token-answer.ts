import type { Tokens } from './credentials.repository.js';
import { jsonIn } from './json-in.js';
import { tokensIn, UselessTokens } from './tokens-in.js';

/**
 * The result of a request to the token endpoint.
 * - `tokens`: `refreshToken` is empty when none came.
 * - `dead`: the code or refresh token is good for nothing any more.
 * - `unused`: it was not used for certain; another try may follow.
 * - `unsure`: it may have been used, and the tokens that came of it are lost.
 */
export type TokenAnswer =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'dead' | 'unused' | 'unsure'; readonly reason: string };

/** Error codes for a dead token; the second one was seen by a client of Pleo's. */
const DEAD = new Set(['invalid_grant', 'invalid_refresh_token']);

/** The error codes of RFC 6749 (4.1.2.1, 5.2), and Pleo's own. Any other may repeat our request. */
const WORDS: ReadonlySet<string> = new Set([
  ...DEAD,
  'access_denied',
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
]);

/** The connection or its TLS failed, or the proxy refused a tunnel: nothing was sent. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EPROTO|PROXY_REFUSED)$|CERT|_TLS_|^UNABLE_TO_/;

/**
 * Calls the token endpoint and interprets its answer. Never rejects. Errors of the library are not passed on: they
 * carry requests and answers.
 */
export async function meaningOf(ask: () => Promise<Response>): Promise<TokenAnswer> {
  let response: Response;
  try {
    response = await ask();
  } catch (error) {
    const code = codeOf(error);
    return NOT_SENT.test(code)
      ? { kind: 'unused', reason: `The authorization server was not reached (${code}).` }
      : { kind: 'unsure', reason: `No answer of the authorization server came (${code}).` };
  }
  if (!response.ok) return refusalOf(response.status, await wordIn(response));
  try {
    return { kind: 'tokens', tokens: tokensIn(await jsonIn(response)) };
  } catch (error) {
    const why = error instanceof UselessTokens ? error.message : codeOf(error);
    return {
      kind: 'unsure',
      reason: `The answer of the authorization server, ${response.status}, is unusable: ${why}.`,
    };
  }
}

function refusalOf(status: number, word: string): TokenAnswer {
  const reason = `The authorization server answered ${status}${word && ` ${word}`}.`;
  if (DEAD.has(word)) return { kind: 'dead', reason };
  // A proxy may answer so after the server has done its work.
  return { kind: status >= 500 || status === 408 ? 'unsure' : 'unused', reason };
}

/** The `error` of an answer, if it is a known code: nothing else of an answer is kept. */
async function wordIn(response: Response): Promise<string> {
  try {
    const { error } = (await jsonIn(response)) as { error?: unknown };
    return typeof error === 'string' && WORDS.has(error) ? error : '';
  } catch {
    return '';
  }
}

/** A cause that is not an Error is the server's answer. */
function codeOf(error: unknown): string {
  // undici sets no code when the proxy refuses a tunnel.
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause.message.startsWith('Proxy response (')) return 'PROXY_REFUSED';
  const { code, name, cause } = error as { code?: unknown; name?: string; cause?: unknown };
  const { code: causeCode } = (cause instanceof Error ? cause : {}) as { code?: unknown };
  const word = [causeCode, name === 'TimeoutError' ? name : code, name].find(
    (one) => typeof one === 'string',
  );
  return String(word ?? 'unknown');
}
