import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `delivery_attempt`: one request to Pleo and what came of it. Never changed once written. */
@Entity('delivery_attempt')
@Index('delivery_attempt_started_at_idx', { synchronize: false })
@Checks('delivery_attempt_number_check', 'delivery_attempt_duration_ms_check')
export class DeliveryAttemptEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'delivery_attempt_pkey' })
  jobId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'delivery_attempt_pkey' })
  sequence!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'delivery_attempt_pkey' })
  number!: number;

  @Column('uuid')
  id!: string;

  @Column('text')
  request!: string;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 })
  startedAt!: Date;

  @Column('integer', { name: 'duration_ms' })
  durationMs!: number;

  @Column('text')
  outcome!: string;

  @Column('integer', { name: 'status_code', nullable: true })
  statusCode!: number | null;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('text', { name: 'response_excerpt', nullable: true })
  responseExcerpt!: string | null;

  @Column('text', { name: 'pleo_status', nullable: true })
  pleoStatus!: string | null;

  @Column({ type: 'timestamptz', name: 'retry_at', precision: 3, nullable: true })
  retryAt!: Date | null;

  @Column('bigint', { name: 'delivered_after_ms', nullable: true })
  deliveredAfterMs!: string | null;

  /** How many item results were sent; null where an event was. */
  @Column('integer', { nullable: true })
  entries!: number | null;
}
