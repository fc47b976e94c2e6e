import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { ItemFailureReasonType } from '../lifecycle/item-state.js';

/** A row of `item_failure_tally`: how many failed results of a job have one reason. */
@Entity('item_failure_tally')
@Checks('item_failure_tally_count_check')
export class ItemFailureTallyEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'item_failure_tally_pkey' })
  jobId!: string;

  /** Stands for the reason in the key, however long its text is. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'item_failure_tally_pkey' })
  fingerprint!: Buffer;

  @Column('text', { name: 'failure_reason_type', nullable: true })
  failureReasonType!: ItemFailureReasonType | null;

  @Column('text', { name: 'failure_reason', nullable: true })
  failureReason!: string | null;

  @Column('integer')
  count!: number;
}
