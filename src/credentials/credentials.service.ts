import { Injectable } from '@nestjs/common';
import { authorizationOf, NOT_ASKED } from './authorization.js';
import { CredentialNotFound, CredentialsNotConfigured, OAuthNotConfigured } from './credentials.errors.js';
import { CredentialsRepository, type StoredCredential } from './credentials.repository.js';
import type { CompanyCredential, CredentialVerification } from './dto/company-credential.dto.js';
import { secretOf, type SetCredential } from './dto/set-credential.dto.js';
import { Settings } from '../config/settings.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals } from './seals.js';
import { VerificationService } from './verification.service.js';

/**
 * What is done at Pleo before a credential is deleted, with that credential. Resolves to what is done after. When it
 * throws, nothing is deleted.
 */
export type BeforeDeletion = (companyId: string) => Promise<() => Promise<void>>;

/** A person's acts on the credential of a company. Each is recorded with the name of the actor. */
@Injectable()
export class CredentialsService {
  private readonly beforeDeletions: BeforeDeletion[] = [];

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly seals: Seals,
    private readonly oauth: PleoOAuth,
    private readonly verification: VerificationService,
    private readonly settings: Settings,
  ) {}

  /** Throws `CredentialNotFound`. */
  async get(companyId: string): Promise<CompanyCredential> {
    const row = await this.repository.find(companyId);
    if (!row) throw new CredentialNotFound(companyId);
    return this.shown(row);
  }

  /**
   * Keeps the credential, and asks Pleo whose it is before it answers. Throws `ValidationFailed`,
   * `CredentialsNotConfigured`, or, for tokens that could not be renewed, `OAuthNotConfigured`.
   */
  async set(companyId: string, body: SetCredential, by: string | null): Promise<CompanyCredential> {
    const secret = secretOf(body);
    if (!this.seals.isOn) throw new CredentialsNotConfigured();
    if (secret.type === 'oauth' && !this.oauth.isOn) throw new OAuthNotConfigured();
    const { abandonedAfterMs } = this.verification;
    const row = await this.repository.set(companyId, secret, by, 'set', abandonedAfterMs);
    return this.shown(await this.verification.check(row));
  }

  /** Calls `act` before each deletion. */
  beforeDeletion(act: BeforeDeletion): void {
    this.beforeDeletions.push(act);
  }

  /** Returns the deleted credential. Throws `CredentialNotFound`. */
  async delete(companyId: string, by: string | null): Promise<CompanyCredential> {
    if (!(await this.repository.find(companyId))) throw new CredentialNotFound(companyId);
    const ends = await Promise.all(this.beforeDeletions.map((act) => act(companyId)));
    const row = await this.repository.delete(companyId, by);
    for (const end of ends) await end();
    if (!row) throw new CredentialNotFound(companyId);
    return this.shown(row);
  }

  private shown(row: StoredCredential): CompanyCredential {
    const { companyId, type, createdAt, updatedAt, setBy, accessEndsAt, refreshedAt, installation } = row;
    const authorization = authorizationOf(row, this.seals, this.settings);
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
      verification: verificationOf(row),
      installation: installation && { status: installation, reason: row.installationReason },
    };
  }
}

function verificationOf(row: StoredCredential): CredentialVerification {
  const { verification, verificationReason: reason, clientId, scopes, pleoCompanyId, checkedAt } = row;
  const [status, why] =
    verification === 'pending' ? ['unverified' as const, NOT_ASKED] : [verification, reason];
  return {
    status,
    clientId,
    scopes,
    companyId: pleoCompanyId,
    checkedAt,
    reason: status === 'verified' ? null : (why ?? NOT_ASKED),
  };
}
