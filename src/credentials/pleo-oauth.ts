import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import * as oauth from 'oauth4webapi';
import { type Dispatcher, fetch } from 'undici';
import { isLoopback } from '../config/loopback.js';
import { Settings } from '../config/settings.js';
import { worldsWarning } from '../config/values/worlds.js';
import { outgoingHttpClient } from '../outgoing/http-client.js';
import { noteSent } from '../secrets/sent-secrets.js';
import type { Tokens } from './credentials.repository.js';
import { meaningOf, type TokenAnswer } from './token-answer.js';

/** Where Pleo sends people back to. */
export const CALLBACK_PATH = '/oauth/callback';

/** The redirect of a person to Pleo, and the secrets by which the answer is recognised. */
export interface ConsentRequest {
  readonly authorizeUrl: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** A client of Pleo's authorization server. No error that leaves this class holds a token or a secret. */
@Injectable()
export class PleoOAuth implements OnModuleInit {
  private readonly logger = new Logger(PleoOAuth.name);
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;
  private readonly clientAuthentication: oauth.ClientAuth | null;
  private readonly redirectUri: string;
  /**
   * A fresh connection for each request: a failure then belongs to the request, not to an idle connection that the
   * server closed.
   */
  private readonly dispatcher: Dispatcher;

  constructor(private readonly settings: Settings) {
    const { PLEO_OAUTH_CLIENT_ID: id, PLEO_OAUTH_CLIENT_SECRET: secret, PLEO_OAUTH_CLIENT_AUTH } = settings;
    this.server = {
      // Required by the library only: there is one authorization server, so `iss` (RFC 9207) tells nothing.
      issuer: new URL(settings.PLEO_OAUTH_AUTHORIZE_URL).origin,
      authorization_endpoint: settings.PLEO_OAUTH_AUTHORIZE_URL,
      token_endpoint: settings.PLEO_OAUTH_TOKEN_URL,
    };
    this.dispatcher = outgoingHttpClient(settings, { pipelining: 0 });
    this.client = { client_id: id ?? '' };
    const authenticate =
      PLEO_OAUTH_CLIENT_AUTH === 'basic' ? oauth.ClientSecretBasic : oauth.ClientSecretPost;
    this.clientAuthentication = id && secret ? authenticate(secret) : null;
    this.redirectUri = `${settings.PUBLIC_URL?.replace(/\/+$/, '') ?? ''}${CALLBACK_PATH}`;
  }

  onModuleInit(): void {
    const warning = worldsWarning(this.settings);
    if (warning) this.logger.warn(warning);
  }

  /** Whether an OAuth client is configured. */
  get isOn(): boolean {
    return this.clientAuthentication !== null && this.settings.PUBLIC_URL !== undefined;
  }

  async consentRequest(): Promise<ConsentRequest> {
    const state = oauth.generateRandomState();
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const url = new URL(this.settings.PLEO_OAUTH_AUTHORIZE_URL);
    const parameters = {
      response_type: 'code',
      client_id: this.client.client_id,
      redirect_uri: this.redirectUri,
      scope: this.settings.PLEO_OAUTH_SCOPES,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { authorizeUrl: url.href, state, codeVerifier };
  }

  /** Exchanges the code that a person brought back from Pleo for tokens. */
  exchange(code: string, codeVerifier: string): Promise<TokenAnswer> {
    this.note(code, codeVerifier);
    const answer = oauth.validateAuthResponse(
      this.server,
      this.client,
      new URLSearchParams({ code }),
      oauth.expectNoState,
    );
    return meaningOf(() =>
      oauth.authorizationCodeGrantRequest(
        this.server,
        this.client,
        this.authentication,
        answer,
        this.redirectUri,
        codeVerifier,
        this.options(),
      ),
    );
  }

  /** Uses a refresh token. When Pleo sends no new one, the old one stays good. */
  async refresh(refreshToken: string): Promise<TokenAnswer> {
    this.note(refreshToken);
    const answer = await meaningOf(() =>
      oauth.refreshTokenGrantRequest(
        this.server,
        this.client,
        this.authentication,
        refreshToken,
        this.options(),
      ),
    );
    if (answer.kind !== 'tokens') return answer;
    const tokens: Tokens = { ...answer.tokens, refreshToken: answer.tokens.refreshToken || refreshToken };
    return { kind: 'tokens', tokens };
  }

  /** This class keeps only known words of an answer. But a proxy before Pleo may repeat these secrets elsewhere. */
  private note(...secrets: string[]): void {
    for (const secret of [this.settings.PLEO_OAUTH_CLIENT_SECRET ?? '', ...secrets]) noteSent(secret);
  }

  private get authentication(): oauth.ClientAuth {
    if (!this.clientAuthentication) throw new Error('PLEO_OAUTH_CLIENT_ID is not set');
    return this.clientAuthentication;
  }

  private options(): oauth.TokenEndpointRequestOptions {
    return {
      signal: AbortSignal.timeout(this.settings.PLEO_TIMEOUT_MS),
      [oauth.allowInsecureRequests]: isLoopback(new URL(this.settings.PLEO_OAUTH_TOKEN_URL).hostname),
      [oauth.customFetch]: (url, { body, headers, method, redirect, signal }) => {
        noteSent(headers['authorization'] ?? '');
        return fetch(url, {
          body: body ?? null,
          headers,
          method,
          redirect,
          signal: signal ?? null,
          dispatcher: this.dispatcher,
        });
      },
    };
  }
}
