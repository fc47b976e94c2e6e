import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** What a notice may tell. */
export const NOTICE_TYPES = [
  'company.connected',
  'company.consent_needed',
  'event.dead',
  'item.dead',
  'job.expired',
  'test',
] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];

/** `dead`: the receiver has not taken it for too long. */
export const NOTICE_STATUSES = ['waiting', 'delivered', 'dead'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** A row of `notice`. The migrations define the table and explain its columns. */
@Entity('notice')
@Checks(
  'notice_type_check',
  'notice_status_check',
  'notice_due_at_check',
  'notice_settled_at_check',
  'notice_claim_check',
)
@Index('notice_due_at_idx', ['dueAt'], { where: '(due_at IS NOT NULL)' })
@Index('notice_subject_idx', ['subject', 'writtenAt', 'id'], { where: '(due_at IS NOT NULL)' })
@Index('notice_status_idx', ['status', 'createdAt', 'id'])
export class NoticeEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notice_pkey' })
  id!: string;

  @Column('timestamptz', { name: 'written_at', default: () => 'clock_timestamp()' })
  writtenAt!: Date;

  @Column('text')
  type!: NoticeType;

  @Column('uuid')
  subject!: string;

  @Column('jsonb')
  data!: object;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('text', { default: 'waiting' })
  status!: NoticeStatus;

  @Column({ type: 'timestamptz', name: 'settled_at', precision: 3, nullable: true })
  settledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'due_at', nullable: true, default: () => 'now()' })
  dueAt!: Date | null;

  @Column('uuid', { nullable: true })
  claim!: string | null;

  @Column('integer', { default: 0 })
  retries!: number;

  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('text', { nullable: true })
  error!: string | null;
}
