import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `outbox`: a message that is not delivered yet. The migrations define the table and explain its columns. */
@Entity('outbox')
@Checks('outbox_claim_check', 'outbox_failing_since_check', 'outbox_dead_check', 'outbox_holds_until_check')
@Index('outbox_credential_due_at_idx', ['credential', 'dueAt'], { where: '(due_at IS NOT NULL)' })
@Index('outbox_event_accepted_at_idx', ['dead', 'acceptedAt'], { where: "(kind = 'event'::text)" })
@Index('outbox_items_accepted_at_idx', ['dead', 'acceptedAt'], { where: "(kind = 'items'::text)" })
@Index('outbox_parked_idx', ['credential', 'jobId'], { where: "(credential ~~ 'parked:%'::text)" })
@Index('outbox_behind_idx', ['acceptedAt'], {
  where: "((kind = 'event'::text) AND (due_at IS NULL) AND (NOT dead))",
})
@Index('outbox_retries_idx', ['acceptedAt'], {
  where: "((kind = 'event'::text) AND (retries > 0) AND (NOT dead))",
})
@Index('outbox_paused_idx', ['credential', 'jobId'], { where: "(credential ~~ 'paused:%'::text)" })
export class OutboxMessageEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'outbox_pkey' })
  jobId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'outbox_pkey' })
  sequence!: number;

  @Column({ type: 'timestamptz', name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('integer', { default: 0 })
  retries!: number;

  @Column({ type: 'timestamptz', name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('uuid', { nullable: true })
  claim!: string | null;

  @Column({ type: 'text', default: 'default', collation: 'C' })
  credential!: string;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('text', { nullable: true })
  traceparent!: string | null;

  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3, default: () => 'now()' })
  acceptedAt!: Date;

  @Column('boolean', { default: false })
  dead!: boolean;

  @Column('text', { default: 'event' })
  kind!: string;

  @Column({ type: 'timestamptz', name: 'holds_until', nullable: true })
  holdsUntil!: Date | null;
}
