import { Injectable } from '@nestjs/common';
import { authorizationOf } from './authorization.js';
import { CredentialNotFound, CredentialsNotConfigured, OAuthNotConfigured } from './credentials.errors.js';
import { CredentialsRepository, type StoredCredential } from './credentials.repository.js';
import type { CompanyCredential } from './dto/company-credential.dto.js';
import { secretOf, type SetCredential } from './dto/set-credential.dto.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals } from './seals.js';

/** A person's acts on the credential of a company. Each is recorded with the name of the actor. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly repository: CredentialsRepository,
    private readonly seals: Seals,
    private readonly oauth: PleoOAuth,
  ) {}

  /** Throws `CredentialNotFound`. */
  async get(companyId: string): Promise<CompanyCredential> {
    const row = await this.repository.find(companyId);
    if (!row) throw new CredentialNotFound(companyId);
    return this.shown(row);
  }

  /**
   * Throws `ValidationFailed`, `CredentialsNotConfigured`, or, for tokens that could not be renewed,
   * `OAuthNotConfigured`.
   */
  async set(companyId: string, body: SetCredential, by: string | null): Promise<CompanyCredential> {
    const secret = secretOf(body);
    if (!this.seals.isOn) throw new CredentialsNotConfigured();
    if (secret.type === 'oauth' && !this.oauth.isOn) throw new OAuthNotConfigured();
    return this.shown(await this.repository.set(companyId, secret, by, 'set'));
  }

  /** Returns the deleted credential. Throws `CredentialNotFound`. */
  async delete(companyId: string, by: string | null): Promise<CompanyCredential> {
    const row = await this.repository.delete(companyId, by);
    if (!row) throw new CredentialNotFound(companyId);
    return this.shown(row);
  }

  private shown(row: StoredCredential): CompanyCredential {
    const { companyId, type, createdAt, updatedAt, setBy, accessEndsAt, refreshedAt } = row;
    const authorization = authorizationOf(row, this.seals);
    return {
      companyId,
      type,
      status: authorization.kind,
      reason: authorization.kind === 'active' ? null : authorization.reason,
      createdAt,
      updatedAt,
      setBy,
      accessTokenExpiresAt: accessEndsAt,
      refreshedAt,
    };
  }
}
