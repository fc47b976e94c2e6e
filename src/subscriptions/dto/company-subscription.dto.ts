import { ApiProperty } from '@nestjs/swagger';
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '../webhook-subscription.entity.js';

/** How the webhooks of a company are subscribed to at Pleo. No part of a secret is ever shown. */
export class CompanySubscription {
  @ApiProperty({ format: 'uuid' })
  companyId!: string;

  /**
   * `pending`: not yet. `refused`: Pleo does not let the credential; it is tried again an hour to a day later. `lost`:
   * Pleo has it no more, and it could not be made again so far. `removing`: the company's credential is being deleted,
   * or was, and Pleo did not let this go.
   */
  @ApiProperty({ type: String, enum: [...SUBSCRIPTION_STATUSES] })
  status!: SubscriptionStatus;

  /** Why it is not `active`, or what failed last; else null. */
  reason!: string | null;

  /** Where Pleo sends the webhooks; null where PUBLIC_URL is not set. */
  endpointUrl!: string | null;

  /** Pleo's. */
  subscriptionId!: string | null;

  /** Since when its secret is used. */
  secretSince!: Date | null;

  /** While the secret changes: the subscription before, whose webhooks are taken as well. */
  previousSubscriptionId!: string | null;

  /** When that one is to be removed. */
  previousUntil!: Date | null;

  /** When a person asked for another secret that is not there yet. */
  rotationAskedAt!: Date | null;

  /** When Pleo last showed that it is there. */
  checkedAt!: Date | null;

  createdAt!: Date;
}
