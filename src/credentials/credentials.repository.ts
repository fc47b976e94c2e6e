import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CompanyCredentialEntity, CredentialType } from './company-credential.entity.js';
import type { CredentialAuditEntity } from './credential-audit.entity.js';
import { MOVE_QUEUE } from '../queue/moves.sql.js';
import { DELETE_CREDENTIAL, FIND_SET_WITHIN, READ_CREDENTIAL, SET_CREDENTIAL } from './credentials.sql.js';
import {
  ABANDON_REFRESH,
  CLAIM_REFRESH,
  FIND_IDLE,
  FREE_REFRESH,
  NEED_CONSENT,
  RELEASE_REFRESH,
  ROTATE_TOKENS,
} from './refresh.sql.js';
import { COUNT_SEALED_OTHERWISE, READ_SEALED_OTHERWISE, RESEAL } from './reseal.sql.js';
import { Seals } from './seals.js';

/** Waiting events that change queues in one transaction. */
const MOVED = 5000;

/** A credential as it is kept: its secrets are sealed. */
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
  /** Whether some replica has the right to use the refresh token right now. */
  isRefreshing: boolean;
  /** Whether a refresh has brought its tokens within the last minute. */
  isFresh: boolean;
  /** Durations from now, negative once they have passed; null: never. */
  accessEndsInMs: number | null;
  refreshDueInMs: number | null;
  retryInMs: number | null;
};

/** Tokens in the clear, as they come from Pleo; `expiresIn` in seconds, null when Pleo did not say. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number | null;
}

/** What a credential is made of, in the clear. */
export type Secret =
  ({ readonly type: 'api_key' } & { readonly apiKey: string }) | ({ readonly type: 'oauth' } & Tokens);

/** The right to use one refresh token. */
export interface RefreshClaim {
  readonly companyId: string;
  readonly claim: string;
  readonly keyId: string;
  readonly refreshToken: Buffer;
}

/**
 * Credentials in the database. Whatever is written is on disk when the promise resolves: a token that was used before
 * it was kept would be lost with the process.
 */
@Injectable()
export class CredentialsRepository {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
  ) {}

  async find(companyId: string): Promise<StoredCredential | null> {
    const [row] = await this.database.run<StoredCredential>(READ_CREDENTIAL, [companyId]);
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
    });
    const row = await this.write<StoredCredential>(SET_CREDENTIAL, values);
    if (!row) throw new Error('a credential that was set is not there');
    await this.moveQueue(companyId);
    return row;
  }

  /** What was deleted; null when there was nothing. */
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
   * Keeps the tokens that the claim brought. False when the claim is somebody else's by now. Saying it again, with the
   * same `generation`, is safe.
   */
  async rotate({ companyId, claim }: RefreshClaim, generation: string, tokens: Tokens): Promise<boolean> {
    const { keyId } = this.seals;
    const { expiresIn } = tokens;
    const sealed = this.sealed(companyId, tokens);
    const values = ROTATE_TOKENS.values({ companyId, claim, generation, keyId, ...sealed, expiresIn });
    if (await this.write(ROTATE_TOKENS, values)) return true;
    return (await this.find(companyId))?.generation === generation;
  }

  /** After a refresh that was not tried. */
  async free({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(FREE_REFRESH, [companyId, claim]);
  }

  /** After a refresh that cannot have used the refresh token. */
  async release({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(RELEASE_REFRESH, [companyId, claim, jitter()]);
  }

  /** After a refresh of which nobody knows whether it used the refresh token. */
  async abandon({ companyId, claim }: RefreshClaim): Promise<void> {
    await this.write(ABANDON_REFRESH, [companyId, claim, jitter()]);
  }

  async needConsent({ companyId, claim }: RefreshClaim, reason: string): Promise<void> {
    const generation = randomUUID();
    await this.write(NEED_CONSENT, NEED_CONSENT.values({ companyId, claim, reason, generation }));
  }

  /** Tokens that were not renewed for so long, and that we can open. */
  findIdle(days: number, limit: number): Promise<Pick<StoredCredential, 'companyId' | 'generation'>[]> {
    const { keyIds } = this.seals;
    return this.database.run(FIND_IDLE, FIND_IDLE.values({ days, limit, keyIds }));
  }

  /** By the id of the key, for keys that are not in CREDENTIALS_KEY. */
  countUnreadable(): Promise<{ keyId: string; count: number }[]> {
    return this.database.run(COUNT_SEALED_OTHERWISE, [this.seals.keyIds]);
  }

  /** Those behind `after` that the first key did not seal. */
  readSealedOtherwise(after: string, limit: number): Promise<StoredCredential[]> {
    return this.database.run(READ_SEALED_OTHERWISE, [this.seals.keyId, after, limit]);
  }

  /** Puts the row under the first key. False when it has changed since it was read. Throws `Unreadable`. */
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

  /** Companies whose credential was set within so many seconds. */
  async findSetWithin(seconds: number): Promise<string[]> {
    const rows = await this.database.run<{ companyId: string }>(FIND_SET_WITHIN, [seconds]);
    return rows.map(({ companyId }) => companyId);
  }

  /** What waits for the company goes out with the credential that it has now. */
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

/** Spreads tries of many companies. */
function jitter(): number {
  return 1 - Math.random() / 3;
}
