import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { jitter } from '../loops/jitter.js';
import type { StoredCredential } from './credentials.repository.js';
import { CLAIM_INSTALLATIONS, SETTLE_INSTALLATION } from './installation.sql.js';
import type { Verdict } from './introspection.js';
import { Seals } from './seals.js';
import { CLAIM_CHECKS, SETTLE_CHECK } from './verification.sql.js';

type Settled = StoredCredential & { readonly isOther: boolean };

/** What Pleo says of credentials, and of the app's installations, in the database. All throw what pg throws. */
@Injectable()
export class VerificationRepository {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    private readonly settings: Settings,
  ) {}

  /** Credentials that Pleo is to be asked about, `limit` at most: they are claimed until their next try. */
  claimChecks(limit: number): Promise<StoredCredential[]> {
    const { keyIds } = this.seals;
    const values = CLAIM_CHECKS.values({ keyIds, jitter: jitter(), limit });
    return this.database.commit(CLAIM_CHECKS, values);
  }

  /**
   * Writes what Pleo said of this generation; `isOther`: it is another verdict than before. Null when the credential
   * has changed meanwhile.
   */
  async settleCheck(
    { companyId, generation }: StoredCredential,
    { verification, reason, clientId, scopes, companyId: pleoCompanyId, waitMs }: Verdict,
  ): Promise<Settled | null> {
    const newGeneration = randomUUID();
    const said = { verification, reason, clientId, scopes, pleoCompanyId, waitMs };
    const isDemanded = this.settings.PLEO_CREDENTIAL_VERIFICATION === 'required';
    const use = { isDemanded, isTold: this.settings.NOTICE_URL !== undefined };
    const values = SETTLE_CHECK.values({ companyId, generation, newGeneration, ...use, ...said });
    const [settled] = await this.database.commit<Settled>(SETTLE_CHECK, values);
    return settled ?? null;
  }

  /** Credentials whose installation is to be seen to, `limit` at most: claimed until their next try. */
  claimInstallations(limit: number): Promise<StoredCredential[]> {
    const { keyIds } = this.seals;
    const values = CLAIM_INSTALLATIONS.values({ keyIds, jitter: jitter(), limit });
    return this.database.commit(CLAIM_INSTALLATIONS, values);
  }

  /** Writes how the installation stands, unless the credential was set again meanwhile. */
  async settleInstallation(
    { companyId, updatedAt }: StoredCredential,
    installation: 'active' | 'inactive' | 'error',
    reason: string | null,
  ): Promise<void> {
    const values = SETTLE_INSTALLATION.values({ companyId, updatedAt, installation, reason });
    await this.database.commit(SETTLE_INSTALLATION, values);
  }
}
