import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import type { CompanyCredentialEntity, CredentialType } from './company-credential.entity.js';
import type { CredentialAuditEntity } from './credential-audit.entity.js';
import { jitter } from '../loops/jitter.js';
import { MOVE_QUEUE } from '../queue/moves.sql.js';
import {
  DELETE_CREDENTIAL,
  FIND_SET_WITHIN,
  READ_CREDENTIAL,
  READ_PUT_AWAY,
  SET_CREDENTIAL,
} from './credentials.sql.js';
import {
  ABANDON_REFRESH,
  CLAIM_REFRESH,
  FIND_IDLE,
  RELEASE_REFRESH,
  NEED_CONSENT,
  RETRY_REFRESH_LATER,
  ROTATE_TOKENS,
} from './refresh.sql.js';
import { COUNT_SEALED_OTHERWISE, READ_SEALED_OTHERWISE, RESEAL } from './reseal.sql.js';
import { Seals } from './seals.js';

/** Waiting events that are moved in one transaction. */
const MOVED = 5000;

/** A stored credential: its secrets are sealed. */
export type StoredCredential = Pick<
  CompanyCredentialEntity,
  | 'companyId'
  | 'type'
  | 'status'
  | 'reason'
  | 'generation'
  | 'keyId'
  | 'apiKey'
  | 'accessToken'
  | 'refreshToken'
  | 'createdAt'
  | 'updatedAt'
  | 'setBy'
  | 'accessEndsAt'
  | 'refreshedAt'
  | 'verification'
  | 'verificationReason'
  | 'clientId'
  | 'scopes'
  | 'pleoCompanyId'
  | 'checkedAt'
  | 'installation'
  | 'installationReason'
> & {
  /** Whether a replica holds the lease on the refresh token. */
  isRefreshing: boolean;
  /** Whether a refresh renewed its tokens within the last minute. */
  isFresh: boolean;
  /** Milliseconds from now, negative once passed; null: never. */
  accessEndsInMs: number | null;
  refreshDueInMs: number | null;
  retryInMs: number | null;
};

/** Unsealed tokens from Pleo; `expiresIn` in seconds, null when Pleo sent none. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number | null;
}

/** The unsealed secrets of a credential. */
export type Secret =
  ({ readonly type: 'api_key' } & { readonly apiKey: string }) | ({ readonly type: 'oauth' } & Tokens);

/** The lease on one refresh token; `claim` is its fencing token. */
export interface RefreshClaim {
  readonly companyId: string;
  readonly claim: string;
  readonly keyId: string;
  readonly refreshToken: Buffer;
}

/**
 * Credentials in the database. Each write is on disk when its promise resolves: a used token that was not stored would
 * be lost with the process.
 */
@Injectable()
export class CredentialsRepository {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    private readonly settings: Settings,
  ) {}

  async find(companyId: string): Promise<StoredCredential | null> {
    const [row] = await this.database.run<StoredCredential>(READ_CREDENTIAL, [companyId]);
    return row ?? null;
  }

  /** Whether the company is put away: nothing of it is sent, whatever credential it has. */
  async isPutAway(companyId: string): Promise<boolean> {
    const [row] = await this.database.run<{ isPutAway: boolean }>(READ_PUT_AWAY, [companyId]);
    return row?.isPutAway ?? false;
  }

  /** A credential that is not used before `settleCheck`; a sweep sees to it where nobody did within `checkInMs`. */
  async set(
    companyId: string,
    secret: Secret,
    by: string | null,
    action: CredentialAuditEntity['action'],
    checkInMs: number,
  ): Promise<StoredCredential> {
    const tokens = secret.type === 'oauth' ? secret : null;
    const apiKey = secret.type === 'api_key' ? secret.apiKey : null;
    const values = SET_CREDENTIAL.values({
      companyId,
      type: secret.type satisfies CredentialType,
      by,
      generation: randomUUID(),
      keyId: this.seals.keyId,
      apiKey: apiKey === null ? null : this.seals.seal({ companyId, field: 'api_key' }, apiKey),
      ...this.sealed(companyId, tokens),
      expiresIn: tokens?.expiresIn ?? null,
      action,
      checkInMs,
    });
    const row = await this.write<StoredCredential>(SET_CREDENTIAL, values);
    if (!row) throw new Error('the credential that was set is missing');
    await this.moveQueue(companyId);
    return row;
  }

  /** The deleted credential; null when there was none. */
  async delete(companyId: string, by: string | null): Promise<StoredCredential | null> {
    const row = await this.write<StoredCredential>(DELETE_CREDENTIAL, [companyId, by]);
    if (row) await this.moveQueue(companyId);
    return row;
  }

  /** Null when the refresh token of this generation may not be used, or not now. */
  async claimRefresh(
    { companyId, generation }: Pick<StoredCredential, 'companyId' | 'generation'>,
    leaseMs: number,
    isRefused: boolean,
  ): Promise<RefreshClaim | null> {
    const claim = randomUUID();
    const { keyIds } = this.seals;
    const values = CLAIM_REFRESH.values({ companyId, generation, claim, leaseMs, isRefused, keyIds });
    const row = await this.write<Pick<RefreshClaim, 'keyId' | 'refreshToken'>>(CLAIM_REFRESH, values);
    return row && { companyId, claim, ...row };
  }

  /**
   * Stores the tokens of a refresh. False when another replica has the claim by now. Repeating it with the same
   * `generation` is safe.
   */
  async rotate({ companyId, claim }: RefreshClaim, generation: string, tokens: Tokens): Promise<boolean> {
    const { keyId } = this.seals;
    const { expiresIn } = tokens;
    const sealed = this.sealed(companyId, tokens);
    const values = ROTATE_TOKENS.values({ companyId, claim, generation, keyId, ...sealed, expiresIn });
    if (await this.write(ROTATE_TOKENS, values)) return true;
    return (await this.find(companyId))?.generation === generation;
  }

  /** Releases the claim of a refresh that was not tried. */
  async release({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(RELEASE_REFRESH, [companyId, claim]);
  }

  /** Releases the claim after a refresh that certainly did not use the refresh token. */
  async retryLater({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(RETRY_REFRESH_LATER, [companyId, claim, jitter()]);
  }

  /** Records a refresh with unknown outcome: the refresh token may be used up. */
  async abandon({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(ABANDON_REFRESH, [companyId, claim, jitter()]);
  }

  async needConsent({ companyId, claim }: RefreshClaim, reason: string): Promise<void> {
    const values = {
      companyId,
      claim,
      reason,
      generation: randomUUID(),
      isTold: this.settings.NOTICE_URL !== undefined,
    };
    await this.write(NEED_CONSENT, NEED_CONSENT.values(values));
  }

  /** Tokens that were not renewed for so many days, sealed with one of our keys. */
  findIdle(days: number, limit: number): Promise<Pick<StoredCredential, 'companyId' | 'generation'>[]> {
    const { keyIds } = this.seals;
    return this.database.run(FIND_IDLE, FIND_IDLE.values({ days, limit, keyIds }));
  }

  /** Counts by key id, for keys that are not in CREDENTIALS_KEY. */
  countUnreadable(): Promise<{ keyId: string; count: number }[]> {
    return this.database.run(COUNT_SEALED_OTHERWISE, [this.seals.keyIds]);
  }

  /** Credentials after `after` that another key than the first sealed. */
  readSealedOtherwise(after: string, limit: number): Promise<StoredCredential[]> {
    return this.database.run(READ_SEALED_OTHERWISE, [this.seals.keyId, after, limit]);
  }

  /** Reseals the row with the first key. False when it has changed since it was read. Throws `Unreadable`. */
  async reseal(row: StoredCredential): Promise<boolean> {
    const { companyId, generation, keyId } = row;
    const again = (field: 'api_key' | 'access_token' | 'refresh_token', sealed: Buffer | null) =>
      sealed && this.seals.seal({ companyId, field }, this.seals.open({ companyId, field }, keyId, sealed));
    const values = RESEAL.values({
      companyId,
      generation,
      keyId,
      newKeyId: this.seals.keyId,
      apiKey: again('api_key', row.apiKey),
      accessToken: again('access_token', row.accessToken),
      refreshToken: again('refresh_token', row.refreshToken),
    });
    return (await this.write(RESEAL, values)) !== null;
  }

  /** Companies whose queue became another one within so many seconds. */
  async findSetWithin(seconds: number): Promise<string[]> {
    const rows = await this.database.run<{ companyId: string }>(FIND_SET_WITHIN, [seconds]);
    return rows.map(({ companyId }) => companyId);
  }

  /** Moves the company's waiting events to the queue that is theirs now. */
  async moveQueue(companyId: string): Promise<void> {
    let moved: number | undefined;
    do {
      moved = (await this.write<{ moved: number }>(MOVE_QUEUE, [companyId, MOVED]))?.moved;
    } while (moved === MOVED);
  }

  private sealed(
    companyId: string,
    tokens: Tokens | null,
  ): Record<'accessToken' | 'refreshToken', Buffer | null> {
    if (!tokens) return { accessToken: null, refreshToken: null };
    return {
      accessToken: this.seals.seal({ companyId, field: 'access_token' }, tokens.accessToken),
      refreshToken: this.seals.seal({ companyId, field: 'refresh_token' }, tokens.refreshToken),
    };
  }

  private async write<Row extends object = object>(
    ...[statement, values]: Parameters<Database['run']>
  ): Promise<Row | null> {
    const rows = await this.database.commit<Row>(statement, values);
    return rows[0] ?? null;
  }
}
