import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { CredentialConsentEntity } from './credential-consent.entity.js';
import { DELETE_OLD_CONSENTS, START_CONSENT, TAKE_CONSENT } from './consents.sql.js';
import { CredentialsNotConfigured, OAuthNotConfigured } from './credentials.errors.js';
import { CredentialsRepository, type StoredCredential, type Tokens } from './credentials.repository.js';
import type { ConsentStarted } from './dto/consent-started.dto.js';
import { noteSent } from '../secrets/sent-secrets.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals, Unreadable } from './seals.js';
import { VerificationService } from './verification.service.js';

/** How long a consent stays open. */
const CONSENT_SECONDS = 600;

/** How long storing the tokens is retried while the database does not answer. The person waits meanwhile. */
const KEEP_MS = 4000;
const KEEP_RETRY_MS = 250;

/** The error codes of RFC 6749 (4.1.2.1). Other words of an address are not repeated. */
const ERRORS = [
  'access_denied',
  'invalid_request',
  'unauthorized_client',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
];

/** The result of a consent, for the person who comes back from Pleo. */
export type ConsentResult =
  | 'connected'
  | 'unverified'
  | 'wrong_company'
  /** The same, and nothing was changed since the company's own connection works. */
  | 'other_company'
  | 'missing_scopes'
  | 'unknown_link'
  | 'denied'
  | 'failed'
  | 'not_kept';

type SealedConsent = Pick<CredentialConsentEntity, 'companyId' | 'keyId' | 'codeVerifier' | 'startedBy'> & {
  isAlive: boolean;
};

type TakenConsent = Omit<SealedConsent, 'codeVerifier'> & { readonly codeVerifier: string };

/**
 * Connects companies by OAuth: authorization code with PKCE. Any replica may finish a consent that another one began.
 */
@Injectable()
export class ConsentsService {
  private readonly logger = new Logger(ConsentsService.name);

  constructor(
    private readonly database: Database,
    private readonly repository: CredentialsRepository,
    private readonly oauth: PleoOAuth,
    private readonly seals: Seals,
    private readonly verification: VerificationService,
  ) {}

  /** Throws `CredentialsNotConfigured` or `OAuthNotConfigured`. */
  async start(companyId: string, by: string | null): Promise<ConsentStarted> {
    if (!this.seals.isOn) throw new CredentialsNotConfigured();
    if (!this.oauth.isOn) throw new OAuthNotConfigured();
    const { authorizeUrl, state, codeVerifier } = await this.oauth.consentRequest();
    const values = START_CONSENT.values({
      stateHash: hashOf(state),
      companyId,
      keyId: this.seals.keyId,
      codeVerifier: this.seals.seal({ companyId, field: 'code_verifier' }, codeVerifier),
      by,
      expiresIn: CONSENT_SECONDS,
    });
    const [started] = await this.database.run<{ expiresAt: Date }>(START_CONSENT, values);
    if (!started) throw new Error('the started consent is missing');
    return { authorizeUrl, expiresAt: started.expiresAt };
  }

  /** Finishes a consent with Pleo's answer, once. */
  async finish(answer: URLSearchParams): Promise<ConsentResult> {
    const [state, code, error] = ['state', 'code', 'error'].map((name) => answer.get(name));
    // An incomplete answer must not use the consent up.
    if (!state || !(code || error) || !this.oauth.isOn) return 'unknown_link';
    const consent = await this.take(state);
    if (!consent?.isAlive) return 'unknown_link';
    if (error) return this.failed(consent, error);
    // Pleo knows the state from the browser, and may repeat it beside the code.
    noteSent(state);
    const received = await this.oauth.exchange(code ?? '', consent.codeVerifier);
    const { companyId } = consent;
    if (received.kind !== 'tokens' || !received.tokens.refreshToken) {
      const reason = received.kind === 'tokens' ? 'Pleo gave no refresh token.' : received.reason;
      this.logger.warn({ companyId }, `Company ${companyId} could not be connected: ${reason}`);
      return 'failed';
    }
    if (await this.wouldBreak(companyId, received.tokens)) {
      this.logger.warn(
        { companyId },
        `Company ${companyId} stays as it is: a person chose another company's account`,
      );
      return 'other_company';
    }
    const kept = await this.keep(consent, received.tokens);
    if (!kept) return 'not_kept';
    this.logger.log({ companyId }, `Company ${companyId} is connected`);
    return this.verified(kept);
  }

  /** Whether the company has a connection that works, and these tokens are certainly those of another company. */
  private async wouldBreak(companyId: string, { accessToken }: Tokens): Promise<boolean> {
    // Should the database not answer, keeping the tokens will tell.
    const before = await this.repository.find(companyId).catch(() => null);
    const works = before?.status === 'active' && before.verification === 'verified';
    return works && this.verification.isOfAnother(companyId, accessToken);
  }

  /** What Pleo says of the tokens, for the person. They are kept: should the database be away, a sweep asks again. */
  private async verified(kept: StoredCredential): Promise<ConsentResult> {
    let { verification } = kept;
    try {
      ({ verification } = await this.verification.check(kept));
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
    }
    if (verification === 'verified') return 'connected';
    return verification === 'pending' ? 'unverified' : verification;
  }

  async deleteOld(): Promise<void> {
    await this.database.run(DELETE_OLD_CONSENTS, []);
  }

  private failed({ companyId }: TakenConsent, error: string): ConsentResult {
    const word = ERRORS.find((known) => known === error) ?? 'with an unknown error';
    this.logger.warn({ companyId }, `Company ${companyId} could not be connected: Pleo answered ${word}.`);
    return word === 'access_denied' ? 'denied' : 'failed';
  }

  /** The code is used up: a short database outage must not cost the person another consent. */
  private async keep(
    { companyId, startedBy }: TakenConsent,
    tokens: Tokens,
  ): Promise<StoredCredential | null> {
    const secret = { type: 'oauth', ...tokens } as const;
    const { abandonedAfterMs } = this.verification;
    for (const end = performance.now() + KEEP_MS; ;) {
      try {
        return await this.repository.set(companyId, secret, startedBy, 'consented', abandonedAfterMs);
      } catch (error) {
        if (!isDatabaseUnavailable(error) || performance.now() > end) {
          this.logger.error(
            { companyId },
            `Company ${companyId} has to connect again, its tokens could not be stored: ${(error as Error).message}`,
          );
          return null;
        }
      }
      await sleep(KEEP_RETRY_MS);
    }
  }

  /** The consent with its verifier unsealed; one sealed with an unknown key is left for another replica. */
  private async take(state: string): Promise<TakenConsent | null> {
    try {
      return await this.database.transaction(async (run) => {
        const [taken] = await run<SealedConsent>(TAKE_CONSENT, [hashOf(state), this.seals.keyIds]);
        if (!taken) return null;
        const { companyId, keyId, codeVerifier } = taken;
        const opened = this.seals.open({ companyId, field: 'code_verifier' }, keyId, codeVerifier);
        return { ...taken, codeVerifier: opened };
      });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.logger.error(`A consent cannot be answered here: ${error.message}`);
      return null;
    }
  }
}

function hashOf(state: string): Buffer {
  return hash('sha256', state, 'buffer');
}
