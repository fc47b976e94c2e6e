import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { ItemFailureReasonType, ItemStatus } from '../lifecycle/item-state.js';
import type { DeliveryStatus } from '../queue/job-event.entity.js';

/** A row of `export_job_item`: the result of one accounting entry, and whether Pleo knows of it. */
@Entity('export_job_item')
@Checks(
  'export_job_item_position_check',
  'export_job_item_status_check',
  'export_job_item_failure_reason_check',
  'export_job_item_delivery_status_check',
  'export_job_item_delivered_at_check',
  'export_job_item_outcome_check',
  'export_job_item_dead_check',
)
@Index('export_job_item_position_idx', ['jobId', 'position'])
@Index('export_job_item_dead_idx', ['reportedAt', 'jobId', 'accountingEntryId'], { where: 'dead' })
@Index('export_job_item_job_dead_idx', ['jobId', 'position'], { where: 'dead' })
@Index('export_job_item_in_progress_idx', ['jobId', 'accountingEntryId'], {
  where: "(status = 'in_progress'::text)",
})
export class ExportJobItemEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'export_job_item_pkey' })
  jobId!: string;

  @PrimaryColumn('uuid', { name: 'accounting_entry_id', primaryKeyConstraintName: 'export_job_item_pkey' })
  accountingEntryId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  status!: ItemStatus;

  @Column({ type: 'timestamptz', name: 'exported_at', precision: 3, nullable: true })
  exportedAt!: Date | null;

  @Column('text', { name: 'external_id', nullable: true })
  externalId!: string | null;

  @Column('text', { name: 'external_url', nullable: true })
  externalUrl!: string | null;

  @Column('text', { name: 'failure_reason', nullable: true })
  failureReason!: string | null;

  @Column('text', { name: 'failure_reason_type', nullable: true })
  failureReasonType!: ItemFailureReasonType | null;

  @Column({ type: 'timestamptz', name: 'reported_at', precision: 3 })
  reportedAt!: Date;

  @Column('text', { name: 'delivery_status', default: 'pending' })
  deliveryStatus!: DeliveryStatus;

  @Column({ type: 'timestamptz', name: 'delivered_at', precision: 3, nullable: true })
  deliveredAt!: Date | null;

  @Column('text', { nullable: true })
  outcome!: string | null;

  /** Why Pleo did not take it. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column('boolean', { default: false })
  dead!: boolean;
}
