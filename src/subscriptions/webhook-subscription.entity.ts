import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/**
 * How the webhooks of a company are subscribed to. `pending`: not yet. `refused`: Pleo does not let the credential.
 * `lost`: Pleo has it no more, and it could not be made again so far. `removing`: the company's credential is being
 * deleted; or it was, and this could not be removed at Pleo.
 */
export const SUBSCRIPTION_STATUSES = ['active', 'refused', 'lost', 'pending', 'removing'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** A row of `webhook_subscription`. The migrations define the table and explain its columns. */
@Entity('webhook_subscription')
@Checks(
  'webhook_subscription_status_check',
  'webhook_subscription_active_check',
  'webhook_subscription_secret_check',
  'webhook_subscription_previous_check',
  'webhook_subscription_tries_check',
  'webhook_subscription_taken_until_check',
)
export class WebhookSubscriptionEntity {
  @PrimaryColumn('uuid', { name: 'company_id', primaryKeyConstraintName: 'webhook_subscription_pkey' })
  companyId!: string;

  @Column('text', { default: 'pending' })
  status!: SubscriptionStatus;

  /** Why it is not active, or what failed last. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** Pleo's. */
  @Column('text', { name: 'subscription_id', nullable: true })
  subscriptionId!: string | null;

  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;

  /** Sealed. */
  @Column('bytea', { nullable: true })
  secret!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'secret_since', precision: 3, nullable: true })
  secretSince!: Date | null;

  /** This and the next three are of the subscription before, whose webhooks are taken as well. */
  @Column('text', { name: 'previous_id', nullable: true })
  previousId!: string | null;

  @Column('text', { name: 'previous_key_id', nullable: true })
  previousKeyId!: string | null;

  @Column('bytea', { name: 'previous_secret', nullable: true })
  previousSecret!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'previous_until', precision: 3, nullable: true })
  previousUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'rotation_asked_at', precision: 3, nullable: true })
  rotationAskedAt!: Date | null;

  /** When Pleo last showed how it stands. */
  @Column({ type: 'timestamptz', name: 'checked_at', precision: 3, nullable: true })
  checkedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'looked_at', precision: 3, default: () => 'now()' })
  lookedAt!: Date;

  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  @Column('integer', { default: 0 })
  tries!: number;

  @Column('uuid', { nullable: true })
  claim!: string | null;

  @Column('timestamptz', { name: 'taken_until', nullable: true })
  takenUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
