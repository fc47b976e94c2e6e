import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Seals } from '../credentials/seals.js';
import { Database } from '../database/database.js';
import { jitter } from '../loops/jitter.js';
import { ASK_REMOVAL, CLAIM_REMOVAL, END_REMOVAL, FORGET_REMOVED, NOTE_REMOVED } from './removal.sql.js';
import { READ_SECRETS_SEALED_OTHERWISE, RESEAL_WEBHOOK_SECRETS } from './reseal.sql.js';
import {
  ASK_ROTATION,
  CLAIM_SUBSCRIPTIONS,
  FAIL_SUBSCRIPTION,
  FORGET_PREVIOUS,
  KEEP_SUBSCRIPTION,
  NOTE_SUBSCRIPTION_LOST,
  READ_SUBSCRIPTION,
  RELEASE_SUBSCRIPTION,
  RENEW_SUBSCRIPTION,
  SETTLE_SUBSCRIPTION,
} from './subscriptions.sql.js';
import type { WebhookSubscriptionEntity } from './webhook-subscription.entity.js';

/** A row of the table; its secrets are sealed. */
export type StoredSubscription = Omit<
  WebhookSubscriptionEntity,
  'lookedAt' | 'dueAt' | 'tries' | 'claim' | 'takenUntil'
> & { readonly isOverlapOver: boolean };

/** The right to ask Pleo about a company's subscription; `claim` is its fencing token. */
export interface SubscriptionClaim {
  readonly companyId: string;
  readonly claim: string;
}

/** The sealed secrets of a row that has any. */
export interface SealedSecrets {
  readonly companyId: string;
  readonly keyId: string;
  readonly secret: Buffer;
  readonly previousKeyId: string | null;
  readonly previousSecret: Buffer | null;
}

/** Time for all that is not asking Pleo, within a lease. */
const WRITE_MS = 10_000;

/**
 * Subscriptions in the database. What is written under a claim that is not held any more, or while the subscription is
 * being removed, has no effect.
 */
@Injectable()
export class SubscriptionsRepository {
  private readonly leaseMs: number;

  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    private readonly settings: Settings,
  ) {
    this.leaseMs = settings.PLEO_TIMEOUT_MS + WRITE_MS;
  }

  async find(companyId: string): Promise<StoredSubscription | null> {
    const [row] = await this.database.run<StoredSubscription>(READ_SUBSCRIPTION, [companyId]);
    return row ?? null;
  }

  /** Companies whose subscription is to be looked after, `limit` at most. */
  async claim(
    limit: number,
  ): Promise<{ held: SubscriptionClaim; row: StoredSubscription; wantsRotation: boolean }[]> {
    const claim = randomUUID();
    const { PLEO_CREDENTIAL_VERIFICATION, PLEO_WEBHOOK_SECRET_MAX_AGE_DAYS: maxAgeDays } = this.settings;
    const isDemanded = PLEO_CREDENTIAL_VERIFICATION === 'required';
    const { keyIds } = this.seals;
    const { leaseMs } = this;
    const rows = await this.database.commit<StoredSubscription & { wantsRotation: boolean }>(
      CLAIM_SUBSCRIPTIONS,
      CLAIM_SUBSCRIPTIONS.values({ keyIds, isDemanded, claim, leaseMs, jitter: jitter(), maxAgeDays, limit }),
    );
    return rows.map(({ wantsRotation, ...row }) => ({
      held: { companyId: row.companyId, claim },
      row,
      wantsRotation,
    }));
  }

  /** False: the claim is lost, or the subscription is being removed. */
  async renew(held: SubscriptionClaim): Promise<boolean> {
    const { leaseMs } = this;
    const rows = await this.database.commit(
      RENEW_SUBSCRIPTION,
      RENEW_SUBSCRIPTION.values({ ...held, leaseMs }),
    );
    return rows.length > 0;
  }

  async noteLost(held: SubscriptionClaim, reason: string): Promise<void> {
    await this.database.commit(NOTE_SUBSCRIPTION_LOST, NOTE_SUBSCRIPTION_LOST.values({ ...held, reason }));
  }

  /** Keeps a subscription and seals its secret. Null when the claim is lost. */
  async keep(
    held: SubscriptionClaim,
    subscriptionId: string,
    secret: string,
  ): Promise<StoredSubscription | null> {
    const { companyId } = held;
    const sealed = this.seals.seal({ companyId, field: 'webhook_secret' }, secret);
    const values = { ...held, subscriptionId, keyId: this.seals.keyId, secret: sealed };
    const [row] = await this.database.commit<StoredSubscription>(
      KEEP_SUBSCRIPTION,
      KEEP_SUBSCRIPTION.values(values),
    );
    return row ?? null;
  }

  async forgetPrevious(held: SubscriptionClaim): Promise<void> {
    await this.database.commit(FORGET_PREVIOUS, FORGET_PREVIOUS.values(held));
  }

  /** Ends a turn in which all was seen to. */
  async settle(held: SubscriptionClaim, waitMs: number): Promise<void> {
    await this.database.commit(SETTLE_SUBSCRIPTION, SETTLE_SUBSCRIPTION.values({ ...held, waitMs }));
  }

  /** Ends a turn that came to nothing. */
  async fail(held: SubscriptionClaim, isRefused: boolean, reason: string, waitMs: number): Promise<void> {
    const values = FAIL_SUBSCRIPTION.values({ ...held, isRefused, reason, waitMs });
    await this.database.commit(FAIL_SUBSCRIPTION, values);
  }

  async release({ companyId, claim }: SubscriptionClaim): Promise<void> {
    await this.database.commit(RELEASE_SUBSCRIPTION, [companyId, claim]);
  }

  /** Notes that a person wants another secret. */
  async askRotation(companyId: string, by: string | null): Promise<void> {
    await this.database.commit(ASK_ROTATION, ASK_ROTATION.values({ companyId, by }));
  }

  /** False: there is nothing to remove. `isNew`: also where nobody has looked after it so far. */
  async askRemoval(companyId: string, isNew: boolean): Promise<boolean> {
    const rows = await this.database.commit(ASK_REMOVAL, ASK_REMOVAL.values({ companyId, isNew }));
    return rows.length > 0;
  }

  /** Null while another replica has it. */
  async claimRemoval(companyId: string, leaseMs: number): Promise<SubscriptionClaim | null> {
    const held = { companyId, claim: randomUUID() };
    const rows = await this.database.commit(CLAIM_REMOVAL, CLAIM_REMOVAL.values({ ...held, leaseMs }));
    return rows.length > 0 ? held : null;
  }

  /** Nothing of it is at Pleo any more. */
  async noteRemoved(held: SubscriptionClaim): Promise<void> {
    await this.database.commit(NOTE_REMOVED, NOTE_REMOVED.values(held));
  }

  /** After the credential was deleted; `reason`: why it may be there at Pleo still. */
  async endRemoval(companyId: string, reason: string | null): Promise<void> {
    await this.database.commit(END_REMOVAL, END_REMOVAL.values({ companyId, reason }));
  }

  /** Rows after `after` of which another key than the first sealed a secret. */
  readSealedOtherwise(after: string, limit: number): Promise<SealedSecrets[]> {
    return this.database.run(READ_SECRETS_SEALED_OTHERWISE, [this.seals.keyId, after, limit]);
  }

  /** Reseals the row with the first key. False when it has changed since it was read. Throws `Unreadable`. */
  async reseal({ companyId, keyId, secret, previousKeyId, previousSecret }: SealedSecrets): Promise<boolean> {
    const place = { companyId, field: 'webhook_secret' } as const;
    const again = (id: string, sealed: Buffer) => this.seals.seal(place, this.seals.open(place, id, sealed));
    const values = RESEAL_WEBHOOK_SECRETS.values({
      companyId,
      secret,
      previousSecret,
      newKeyId: this.seals.keyId,
      newSecret: again(keyId, secret),
      newPreviousSecret: previousKeyId && previousSecret ? again(previousKeyId, previousSecret) : null,
    });
    return (await this.database.commit(RESEAL_WEBHOOK_SECRETS, values)).length > 0;
  }

  async forgetRemoved(): Promise<void> {
    await this.database.commit(FORGET_REMOVED, []);
  }
}
