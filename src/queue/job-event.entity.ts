import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { FailureReasonType, JobEvent } from '../lifecycle/job-state.js';

/** Who said that it happened: a worker through the API, or the expiry sweep. */
export type EventOrigin = 'api' | 'expiry';

/** Where the delivery of an event stands. Only a dead one may still become another: redelivered or discarded. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead', 'discarded'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/**
 * A row of `export_job_event`: a message about a job, most of all an event. The migrations define the table; a test
 * compares this class with it.
 */
@Entity('export_job_event')
@Unique('export_job_event_job_id_event_key', ['jobId', 'event'])
@Checks(
  'export_job_event_sequence_check',
  'export_job_event_message_kind_check',
  'export_job_event_event_check',
  'export_job_event_kind_event_check',
  'export_job_event_body_check',
  'export_job_event_failure_reason_check',
  'export_job_event_origin_check',
  'export_job_event_delivery_status_check',
  'export_job_event_delivered_at_check',
  'export_job_event_outcome_check',
)
@Index('export_job_event_id_idx', ['id'])
@Index('export_job_event_accepted_at_idx', ['acceptedAt', 'id'])
@Index('export_job_event_failure_reason_type_idx', ['failureReasonType', 'acceptedAt', 'id'], {
  where: '(failure_reason_type IS NOT NULL)',
})
export class ExportJobEventEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'export_job_event_pkey' })
  jobId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'export_job_event_pkey' })
  sequence!: number;

  @Column('uuid')
  id!: string;

  @Column('text', { default: 'event' })
  kind!: string;

  /** Null in messages of other kinds, which nobody reads as events. */
  @Column('text', { nullable: true })
  event!: JobEvent;

  /** Null in events: their columns say all. */
  @Column('jsonb', { nullable: true, select: false })
  body?: object | null;

  @Column('text', { name: 'failure_reason', nullable: true })
  failureReason!: string | null;

  @Column('text', { name: 'failure_reason_type', nullable: true })
  failureReasonType!: FailureReasonType | null;

  @Column('text')
  origin!: EventOrigin;

  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3 })
  acceptedAt!: Date;

  @Column('text', { name: 'reported_by', nullable: true })
  reportedBy!: string | null;

  @Column('text', { name: 'delivery_status', default: 'pending' })
  deliveryStatus!: DeliveryStatus;

  @Column({ type: 'timestamptz', name: 'delivered_at', precision: 3, nullable: true })
  deliveredAt!: Date | null;

  @Column('text', { nullable: true })
  outcome!: string | null;
}
