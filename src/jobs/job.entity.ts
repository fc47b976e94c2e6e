import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { FailureReasonType, JobStatus } from '../lifecycle/job-state.js';

/** How the relay came to know a job: registered by a worker, seen in an event, or announced by Pleo. */
export type JobSource = 'api' | 'event' | 'webhook';

/** A row of `export_job`. The migrations define the table; a test compares this class with it. */
@Entity('export_job')
@Checks(
  'export_job_status_check',
  'export_job_source_check',
  'export_job_expires_in_check',
  'export_job_expires_at_check',
  'export_job_number_of_items_check',
  'export_job_started_at_check',
  'export_job_completed_at_check',
  'export_job_failure_reason_check',
  'export_job_expired_at_check',
  'export_job_last_sequence_check',
  'export_job_registered_at_check',
)
@Index('export_job_expires_at_idx', { synchronize: false })
@Index('export_job_completed_at_idx', ['completedAt'], { where: '(completed_at IS NOT NULL)' })
@Index('export_job_created_at_idx', ['createdAt', 'id'])
@Index('export_job_company_id_idx', ['companyId', 'createdAt', 'id'])
@Index('export_job_status_idx', ['status', 'createdAt', 'id'])
@Index('export_job_failure_reason_type_idx', ['failureReasonType', 'createdAt', 'id'], {
  where: '(failure_reason_type IS NOT NULL)',
})
@Index('export_job_claimable_idx', { synchronize: false })
export class ExportJobEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'export_job_pkey' })
  id!: string;

  @Column('uuid', { name: 'company_id', nullable: true })
  companyId!: string | null;

  @Column('text')
  status!: JobStatus;

  @Column('text')
  source!: JobSource;

  @Column('integer', { name: 'number_of_items', nullable: true })
  numberOfItems!: number | null;

  @Column('integer', { name: 'expires_in' })
  expiresIn!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'expired_at', precision: 3, nullable: true })
  expiredAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'last_updated_at', precision: 3, default: () => 'now()' })
  lastUpdatedAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column('text', { name: 'failure_reason', nullable: true })
  failureReason!: string | null;

  @Column('text', { name: 'failure_reason_type', nullable: true })
  failureReasonType!: FailureReasonType | null;

  @Column('text', { name: 'pleo_status', nullable: true })
  pleoStatus!: string | null;

  /** How many events were accepted: the sequence of the newest. */
  @Column('integer', { name: 'last_sequence', default: 0 })
  lastSequence!: number;

  /** Null as long as the job is known from events only. */
  @Column({ type: 'timestamptz', name: 'registered_at', precision: 3, nullable: true })
  registeredAt!: Date | null;

  @Column('text', { name: 'registered_by', nullable: true })
  registeredBy!: string | null;
}
