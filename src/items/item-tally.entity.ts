import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `item_tally`: what is known of all item results of a job together. */
@Entity('item_tally')
@Checks('item_tally_counts_check', 'item_tally_position_check')
export class ItemTallyEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'item_tally_pkey' })
  jobId!: string;

  /** Of the message that carries the results. */
  @Column('integer')
  sequence!: number;

  @Column('integer', { name: 'last_position' })
  lastPosition!: number;

  /** Low-water mark: no result that waits has a position up to this one. */
  @Column('integer', { name: 'settled_position', default: 0 })
  settledPosition!: number;

  @Column('integer')
  successful!: number;

  @Column('integer')
  failed!: number;

  @Column('integer', { name: 'in_progress' })
  inProgress!: number;

  @Column('integer')
  pending!: number;

  @Column('integer', { default: 0 })
  dead!: number;

  @Column('integer', { default: 0 })
  discarded!: number;

  /** How long dead results hold the final event back. */
  @Column({ type: 'timestamptz', name: 'holds_until', precision: 3, nullable: true })
  holdsUntil!: Date | null;

  /** `lastUpdatedAt` of Pleo's job, read once after the first results were delivered. */
  @Column({ type: 'timestamptz', name: 'pleo_last_updated_at', precision: 3, nullable: true })
  pleoLastUpdatedAt!: Date | null;
}
