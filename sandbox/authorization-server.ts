import { createHash, randomBytes } from 'node:crypto';
import { SOMEBODY, type Subject } from './introspection.js';
import { isUuid } from './uuid.js';

/** A refusal in the form of RFC 6749: `{ error, error_description }`. */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
  ) {
    super(message);
  }
}

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The default client. */
export const DEFAULT_CLIENT: OAuthClient = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

/** A token request, without any of its secrets. */
export interface TokenRequest {
  readonly grantType: string;
  /** `ok`, or the error's word. */
  readonly outcome: string;
  /** Earlier uses of the same refresh token. */
  readonly repeats: number;
}

interface Grant {
  readonly subject: Subject;
  isRevoked: boolean;
  accessToken: string;
  accessEndsAt: number;
  refreshToken: string;
}

interface Code {
  readonly subject: Subject;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly endsAt: number;
}

const CODE_SECONDS = 60;
const REDIRECT = /^https?:\/\/[^#]+$/;

/**
 * The state of an authorization server: codes, and grants with one live access and one live refresh token each. A
 * refresh revokes both (rotation); a reused refresh token revokes the grant.
 */
export class AuthorizationServer {
  accessTokenSeconds = 3600;
  readonly requests: TokenRequest[] = [];
  readonly #client: OAuthClient;
  readonly #now: () => number;
  readonly #codes = new Map<string, Code>();
  readonly #grants = new Map<string, Grant>();
  readonly #accessTokens = new Map<string, Grant>();
  readonly #seen = new Map<string, number>();

  constructor(client: OAuthClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  get clientId(): string {
    return this.#client.clientId;
  }

  /** Checks an authorization request. Throws `OAuthError` where the redirect URI itself is wrong. */
  checkConsent(query: URLSearchParams): { back: URL; challenge: string; subject: Subject } {
    const wrong = (what: string): OAuthError => new OAuthError(400, 'invalid_request', what);
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== this.#client.clientId) throw wrong('The client is not known.');
    if (!REDIRECT.test(redirectUri)) throw wrong('redirect_uri must be an address.');
    if (query.get('response_type') !== 'code') throw wrong('response_type must be code.');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
      throw wrong('PKCE with S256 is required.');
    }
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    const company = query.get('company');
    if (company !== null && !isUuid(company)) throw wrong('company must be a UUID.');
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    return { back, challenge, subject: { companyId: company, scopes } };
  }

  /** Issues a code after a consent, by the people of the query's `company`, or of an organisation. */
  giveCode(query: URLSearchParams): URL {
    const { back, challenge, subject } = this.checkConsent(query);
    const code = newToken();
    const redirectUri = query.get('redirect_uri') ?? '';
    this.#codes.set(code, { subject, redirectUri, challenge, endsAt: this.#now() + CODE_SECONDS * 1000 });
    back.searchParams.set('code', code);
    return back;
  }

  refuseConsent(query: URLSearchParams): URL {
    const { back } = this.checkConsent(query);
    back.searchParams.set('error', 'access_denied');
    return back;
  }

  /** The token endpoint. Throws `OAuthError`. */
  token(body: URLSearchParams, authorization: string | undefined): Record<string, unknown> {
    const grantType = body.get('grant_type') ?? '';
    const refreshToken = body.get('refresh_token') ?? '';
    const repeats = this.#seen.get(refreshToken) ?? 0;
    if (refreshToken !== '') this.#seen.set(refreshToken, repeats + 1);
    const note = (outcome: string): void => void this.requests.push({ grantType, outcome, repeats });
    try {
      this.#checkClient(body, authorization);
      const answer = this.#tokensFor(grantType, body);
      note('ok');
      return answer;
    } catch (error) {
      note(error instanceof OAuthError ? error.error : 'failed');
      throw error;
    }
  }

  /** Whether the header carries a live access token. */
  accepts(authorization: string | undefined): boolean {
    return this.subjectOf(authorization) !== null;
  }

  /** Whose the live access token in the header is; null when there is none. */
  subjectOf(authorization: string | undefined): Subject | null {
    const [, token = ''] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    const grant = this.#accessTokens.get(token);
    const isLive = grant?.accessToken === token && !grant.isRevoked && this.#now() < grant.accessEndsAt;
    return isLive ? grant.subject : null;
  }

  /** Issues tokens without a consent. */
  grant(subject = SOMEBODY): { accessToken: string; refreshToken: string; expiresIn: number } {
    const grant = this.#issue(newGrant(subject));
    const { accessToken, refreshToken } = grant;
    return { accessToken, refreshToken, expiresIn: this.accessTokenSeconds };
  }

  /** Revokes all grants, as when the customer removes the connection at Pleo. */
  revokeAll(): void {
    for (const grant of this.#grants.values()) grant.isRevoked = true;
  }

  /** Expires all access tokens; refresh tokens stay. */
  endAccess(): void {
    for (const grant of this.#grants.values()) grant.accessEndsAt = 0;
  }

  /** The number of live grants. */
  get alive(): number {
    return new Set([...this.#grants.values()].filter(({ isRevoked }) => !isRevoked)).size;
  }

  clear(): void {
    for (const kept of [this.#codes, this.#grants, this.#accessTokens, this.#seen]) kept.clear();
    this.requests.length = 0;
    this.accessTokenSeconds = 3600;
  }

  #checkClient(body: URLSearchParams, authorization: string | undefined): void {
    let [id, secret] = [body.get('client_id'), body.get('client_secret')];
    const [, basic] = /^basic +(\S+) *$/i.exec(authorization ?? '') ?? [];
    if (basic !== undefined) {
      const [user = '', password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
      [id, secret] = [formDecoded(user), formDecoded(password)];
    }
    if (id !== this.#client.clientId || secret !== this.#client.clientSecret) {
      throw new OAuthError(401, 'invalid_client', 'The client is not known.');
    }
  }

  #tokensFor(grantType: string, body: URLSearchParams): Record<string, unknown> {
    switch (grantType) {
      case 'authorization_code':
        return this.#answer(this.#redeem(body));
      case 'refresh_token':
        return this.#answer(this.#refresh(body.get('refresh_token') ?? ''));
      default:
        throw new OAuthError(
          400,
          'unsupported_grant_type',
          'There are authorization_code and refresh_token.',
        );
    }
  }

  #redeem(body: URLSearchParams): Grant {
    const given = body.get('code') ?? '';
    const code = this.#codes.get(given);
    this.#codes.delete(given);
    const verifier = body.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const isRight =
      code !== undefined &&
      this.#now() < code.endsAt &&
      code.redirectUri === body.get('redirect_uri') &&
      code.challenge === challenge;
    if (!isRight) throw new OAuthError(400, 'invalid_grant', 'The code is not valid.');
    return this.#issue(newGrant(code.subject));
  }

  #refresh(refreshToken: string): Grant {
    const grant = this.#grants.get(refreshToken);
    if (grant && grant.refreshToken !== refreshToken) grant.isRevoked = true;
    if (!grant || grant.isRevoked)
      throw new OAuthError(400, 'invalid_grant', 'The refresh token is not valid.');
    return this.#issue(grant);
  }

  #issue(grant: Grant): Grant {
    grant.accessToken = newToken();
    grant.refreshToken = newToken();
    grant.accessEndsAt = this.#now() + this.accessTokenSeconds * 1000;
    this.#grants.set(grant.refreshToken, grant);
    this.#accessTokens.set(grant.accessToken, grant);
    return grant;
  }

  #answer({ accessToken, refreshToken }: Grant): Record<string, unknown> {
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: this.accessTokenSeconds,
      refresh_token: refreshToken,
    };
  }
}

function newGrant(subject: Subject): Grant {
  return { subject, isRevoked: false, accessToken: '', accessEndsAt: 0, refreshToken: '' };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The two halves of Basic are form-encoded, says RFC 6749. */
function formDecoded(text: string): string {
  return new URLSearchParams(`x=${text}`).get('x') ?? '';
}
