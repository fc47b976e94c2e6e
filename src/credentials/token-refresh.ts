import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import {
  CredentialsRepository,
  type RefreshClaim,
  type StoredCredential,
  type Tokens,
} from './credentials.repository.js';
import { PleoOAuth } from './pleo-oauth.js';
import { Seals, Unreadable } from './seals.js';

/** How much longer than the request the claim on a refresh token lasts: time to store the new tokens. */
const WRITE_MS = 30_000;

/** Polling interval while another replica refreshes. */
const LOOK_MS = 100;

/** Retry pause for storing new tokens while the database does not answer. */
const WRITE_RETRY_MS = 250;

/** The reason for a refresh, and its urgency. */
export interface RefreshWanted {
  /** Pleo refused the access token: a refresh has nothing left to spoil. */
  readonly isRefused: boolean;
  /** How long to wait for a refresh that another replica has begun. */
  readonly waitMs: number;
}

/**
 * Renews tokens, one refresh per company at a time over all replicas: Pleo kills the old tokens with each refresh, and
 * revokes everything when an old refresh token comes back. No transaction is open while Pleo is asked.
 */
@Injectable()
export class TokenRefresh implements OnModuleDestroy {
  private readonly logger = new Logger(TokenRefresh.name);
  private readonly running = new Map<string, Promise<void>>();
  private readonly leaseMs: number;
  private stopping = false;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly oauth: PleoOAuth,
    private readonly seals: Seals,
    { PLEO_TIMEOUT_MS }: Settings,
  ) {
    this.leaseMs = PLEO_TIMEOUT_MS + WRITE_MS;
  }

  /** Waits for refreshes in flight: their tokens are the only ones that Pleo still accepts, and must be stored. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.running.values());
  }

  /**
   * Renews the tokens of this generation, or waits for the replica that does (single flight). Resolves when waiting
   * longer would not help: the caller reads the row for the result. Throws when the database does not answer.
   */
  refresh(row: Pick<StoredCredential, 'companyId' | 'generation'>, wanted: RefreshWanted): Promise<void> {
    // Separate keys: after a 401 the caller must not share a routine refresh, which may do nothing. The claim admits
    // one of the two.
    const key = `${row.companyId} ${wanted.isRefused}`;
    let running = this.running.get(key);
    if (!running) {
      running = this.run(row, wanted)
        .catch((error: unknown) => {
          this.logger.warn(
            `Tokens of company ${row.companyId} were not renewed: ${(error as Error).message}`,
          );
          throw error;
        })
        .finally(() => this.running.delete(key));
      this.running.set(key, running);
    }
    return running;
  }

  private async run(
    row: Pick<StoredCredential, 'companyId' | 'generation'>,
    { isRefused, waitMs }: RefreshWanted,
  ): Promise<void> {
    const end = performance.now() + waitMs;
    while (!this.stopping && this.oauth.isOn) {
      const claim = await this.repository.claimRefresh(row, this.leaseMs, isRefused);
      if (claim) return this.use(claim);
      const now = await this.repository.find(row.companyId);
      if (!now?.isRefreshing || now.generation !== row.generation || performance.now() > end) return;
      await sleep(LOOK_MS);
    }
  }

  private async use(claim: RefreshClaim): Promise<void> {
    const { companyId } = claim;
    let refreshToken: string;
    try {
      refreshToken = this.seals.open({ companyId, field: 'refresh_token' }, claim.keyId, claim.refreshToken);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return this.repository.release(claim);
    }
    const end = performance.now() + this.leaseMs;
    const answer = await this.oauth.refresh(refreshToken);
    switch (answer.kind) {
      case 'tokens':
        return this.keep(claim, answer.tokens, end);
      case 'dead':
        this.logger.error({ companyId }, `A new consent of company ${companyId} is needed: ${answer.reason}`);
        return this.repository.needConsent(claim, answer.reason);
      case 'unused':
        this.logger.warn({ companyId }, `Tokens were not renewed; the relay tries again: ${answer.reason}`);
        return this.repository.retryLater(claim);
      case 'unsure':
        this.logger.warn({ companyId }, `It is unknown whether tokens were renewed: ${answer.reason}`);
        return this.repository.abandon(claim);
    }
  }

  /**
   * Retries storing the tokens until the database answers: no others are good any more. On shutdown only until the
   * claim expires.
   */
  private async keep(claim: RefreshClaim, tokens: Tokens, end: number): Promise<void> {
    const generation = randomUUID();
    const { companyId } = claim;
    for (;;) {
      try {
        if (await this.repository.rotate(claim, generation, tokens)) return;
        this.logger.warn(
          { companyId },
          'Renewed tokens came too late: the credential was set again or deleted',
        );
        return;
      } catch (error) {
        if (!isDatabaseUnavailable(error) || (this.stopping && performance.now() > end)) throw error;
      }
      await sleep(WRITE_RETRY_MS);
    }
  }
}
