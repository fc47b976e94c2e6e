import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** What a person may do to a dead event. */
export type AuditAction = 'redelivered' | 'discarded';

/** A row of `audit_entry`: who did what to an event, and why. Never changed once written. */
@Entity('audit_entry')
@Checks('audit_entry_action_check', 'audit_entry_reason_check')
@Index('audit_entry_discarded_idx', ['jobId', 'sequence'], { where: "(action = 'discarded'::text)" })
export class AuditEntryEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'audit_entry_pkey' })
  jobId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_entry_pkey' })
  id!: string;

  @Column('integer')
  sequence!: number;

  @Column('text')
  action!: AuditAction;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('text', { nullable: true })
  by!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  /** How many item results were meant; null where it was an event. */
  @Column('integer', { nullable: true })
  entries!: number | null;
}
