import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CompanyCredentialEntity, CredentialType } from './company-credential.entity.js';
import type { CredentialAuditEntity } from './credential-audit.entity.js';
import {
  ABANDON_REFRESH,
  CLAIM_REFRESH,
  COUNT_SEALED_OTHERWISE,
  DELETE_CREDENTIAL,
  FIND_IDLE,
  FIND_SET_WITHIN,
  FREE_REFRESH,
  MOVE_QUEUE,
  NEED_CONSENT,
  READ_CREDENTIAL,
  READ_SEALED_OTHERWISE,
  RELEASE_REFRESH,
  RESEAL,
  ROTATE_TOKENS,
  SET_CREDENTIAL,
} from './credentials.sql.js';
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

type Row<Columns> = Columns & { [column: string]: unknown };

/**
 * Credentials in the database. Each write is on disk when its promise resolves: a used token that was not stored would
 * be lost with the process.
 */
@Injectable()
export class CredentialsRepository {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
  ) {}

  async find(companyId: string): Promise<StoredCredential | null> {
    const [row] = await this.database.run<Row<StoredCredential>>(READ_CREDENTIAL, [companyId]);
    return row ?? null;
  }

  async set(
    companyId: string,
    secret: Secret,
    by: string | null,
    action: CredentialAuditEntity['action'],
  ): Promise<StoredCredential> {
    const tokens = secret.type === 'oauth' ? secret : null;
    const apiKey = secret.type === 'api_key' ? secret.apiKey : null;
    const row = await this.write<StoredCredential>(SET_CREDENTIAL, [
      companyId,
      secret.type satisfies CredentialType,
      by,
      randomUUID(),
      this.seals.keyId,
      apiKey === null ? null : this.seals.seal({ companyId, field: 'api_key' }, apiKey),
      ...this.sealed(companyId, tokens),
      tokens?.expiresIn ?? null,
      action,
    ]);
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
    const values = [companyId, generation, claim, leaseMs, isRefused, this.seals.keyIds];
    const row = await this.write<Pick<RefreshClaim, 'keyId' | 'refreshToken'>>(CLAIM_REFRESH, values);
    return row && { companyId, claim, ...row };
  }

  /**
   * Stores the tokens of a refresh. False when another replica has the claim by now. Repeating it with the same
   * `generation` is safe.
   */
  async rotate({ companyId, claim }: RefreshClaim, generation: string, tokens: Tokens): Promise<boolean> {
    const { keyId } = this.seals;
    const values = [companyId, claim, generation, keyId, ...this.sealed(companyId, tokens), tokens.expiresIn];
    if (await this.write(ROTATE_TOKENS, values)) return true;
    return (await this.find(companyId))?.generation === generation;
  }

  /** Releases the claim of a refresh that was not tried. */
  async free({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(FREE_REFRESH, [companyId, claim]);
  }

  /** Releases the claim after a refresh that certainly did not use the refresh token. */
  async release({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(RELEASE_REFRESH, [companyId, claim, jitter()]);
  }

  /** Records a refresh with unknown outcome: the refresh token may be used up. */
  async abandon({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(ABANDON_REFRESH, [companyId, claim, jitter()]);
  }

  async needConsent({ companyId, claim }: RefreshClaim, reason: string): Promise<void> {
    await this.write(NEED_CONSENT, [companyId, claim, reason, randomUUID()]);
  }

  /** Tokens that were not renewed for so many days, sealed with one of our keys. */
  findIdle(days: number, limit: number): Promise<Pick<StoredCredential, 'companyId' | 'generation'>[]> {
    return this.database.run(FIND_IDLE, [days, limit, this.seals.keyIds]);
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
    const resealed = await this.write(RESEAL, [
      companyId,
      generation,
      keyId,
      this.seals.keyId,
      again('api_key', row.apiKey),
      again('access_token', row.accessToken),
      again('refresh_token', row.refreshToken),
    ]);
    return resealed !== null;
  }

  /** Companies whose credential was set within so many seconds. */
  async findSetWithin(seconds: number): Promise<string[]> {
    const rows = await this.database.run<{ companyId: string }>(FIND_SET_WITHIN, [seconds]);
    return rows.map(({ companyId }) => companyId);
  }

  /** Moves the company's waiting events to the queue of its current credential. */
  async moveQueue(companyId: string): Promise<void> {
    let moved: number | undefined;
    do {
      moved = (await this.write<{ moved: number }>(MOVE_QUEUE, [companyId, MOVED]))?.moved;
    } while (moved === MOVED);
  }

  private sealed(companyId: string, tokens: Tokens | null): [Buffer | null, Buffer | null] {
    if (!tokens) return [null, null];
    return [
      this.seals.seal({ companyId, field: 'access_token' }, tokens.accessToken),
      this.seals.seal({ companyId, field: 'refresh_token' }, tokens.refreshToken),
    ];
  }

  private async write<Columns = object>(
    ...[statement, values]: Parameters<Database['run']>
  ): Promise<Columns | null> {
    const rows = await this.database.commit<Row<Columns>>(statement, values);
    return rows[0] ?? null;
  }
}

/** Jitter: spreads the tries of many companies. */
function jitter(): number {
  return 1 - Math.random() / 3;
}
