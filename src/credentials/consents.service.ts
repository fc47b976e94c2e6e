import { hash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CredentialConsentEntity } from './credential-consent.entity.js';
import { DELETE_OLD_CONSENTS, START_CONSENT, TAKE_CONSENT } from './consents.sql.js';
import { CredentialsNotConfigured, OAuthNotConfigured } from './credentials.errors.js';
import { CredentialsRepository } from './credentials.repository.js';
import type { ConsentStarted } from './dto/consent-started.dto.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals, Unreadable } from './seals.js';

/** How long a person may take at Pleo. */
const CONSENT_SECONDS = 600;

/** What came of a consent: for the person who comes back from Pleo. */
export type ConsentResult = 'connected' | 'unknown_link' | 'denied' | 'failed';

type TakenConsent = Pick<CredentialConsentEntity, 'companyId' | 'keyId' | 'codeVerifier' | 'startedBy'> & {
  isAlive: boolean;
};

/** Connects companies: authorization code with PKCE. Any replica may take the answer that another one asked for. */
@Injectable()
export class ConsentsService {
  private readonly logger = new Logger(ConsentsService.name);

  constructor(
    private readonly database: Database,
    private readonly repository: CredentialsRepository,
    private readonly oauth: PleoOAuth,
    private readonly seals: Seals,
  ) {}

  /** Throws `CredentialsNotConfigured` or `OAuthNotConfigured`. */
  async start(companyId: string, by: string | null): Promise<ConsentStarted> {
    if (!this.seals.isOn) throw new CredentialsNotConfigured();
    if (!this.oauth.isOn) throw new OAuthNotConfigured();
    const { authorizeUrl, state, codeVerifier } = await this.oauth.consentRequest();
    const [started] = await this.database.run<{ expiresAt: Date }>(START_CONSENT, [
      hashOf(state),
      companyId,
      this.seals.keyId,
      this.seals.seal({ companyId, field: 'code_verifier' }, codeVerifier),
      by,
      CONSENT_SECONDS,
    ]);
    if (!started) throw new Error('a consent that was started is not there');
    return { authorizeUrl, expiresAt: started.expiresAt };
  }

  /** Takes Pleo's answer, once. */
  async finish(answer: URLSearchParams): Promise<ConsentResult> {
    const state = answer.get('state');
    if (!state || !this.oauth.isOn) return 'unknown_link';
    const [consent] = await this.database.run<TakenConsent & { [column: string]: unknown }>(TAKE_CONSENT, [
      hashOf(state),
    ]);
    if (!consent?.isAlive) return 'unknown_link';
    if (answer.has('error')) return 'denied';
    const { companyId, startedBy } = consent;
    const codeVerifier = this.verifierOf(consent);
    if (codeVerifier === null) return 'unknown_link';
    const received = await this.oauth.exchange(answer, state, codeVerifier);
    if (received.kind !== 'tokens' || !received.tokens.refreshToken) {
      const reason = received.kind === 'tokens' ? 'Pleo gave no refresh token.' : received.reason;
      this.logger.warn({ companyId }, `Company ${companyId} could not be connected: ${reason}`);
      return 'failed';
    }
    await this.repository.set(companyId, { type: 'oauth', ...received.tokens }, startedBy, 'consented');
    this.logger.log({ companyId }, `Company ${companyId} is connected`);
    return 'connected';
  }

  async deleteOld(): Promise<void> {
    await this.database.run(DELETE_OLD_CONSENTS, []);
  }

  private verifierOf({ companyId, keyId, codeVerifier }: TakenConsent): string | null {
    try {
      return this.seals.open({ companyId, field: 'code_verifier' }, keyId, codeVerifier);
    } catch (error) {
      if (error instanceof Unreadable) return null;
      throw error;
    }
  }
}

function hashOf(state: string): Buffer {
  return hash('sha256', state, 'buffer');
}
