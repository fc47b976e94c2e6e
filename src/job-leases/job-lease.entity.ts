import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** How a lease ended before its job did. */
export type LeaseEnd = 'released' | 'lapsed';

/**
 * A row of `job_lease`: the last lease of an owner's job, live or over. The key is the owner, so a company has at
 * most one: the job's company, or the job itself where it has none.
 */
@Entity('job_lease')
@Checks('job_lease_lease_seconds_check', 'job_lease_ended_check', 'job_lease_returns_check')
@Unique('job_lease_job_id_key', ['jobId'])
@Index('job_lease_until_idx', ['until'])
export class JobLeaseEntity {
  @PrimaryColumn('uuid', { name: 'owner_id', primaryKeyConstraintName: 'job_lease_pkey' })
  ownerId!: string;

  @Column('uuid', { name: 'job_id' })
  jobId!: string;

  /** The fencing token. */
  @Column('uuid')
  token!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  until!: Date;

  @Column('integer', { name: 'lease_seconds' })
  leaseSeconds!: number;

  /** The name of the API key; null where there are none. */
  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'claimed_at', precision: 3 })
  claimedAt!: Date;

  /** Null while it is live, and until its lapse is noted. */
  @Column('text', { nullable: true })
  ended!: LeaseEnd | null;

  /** How often the job came back since its worker was last heard of. */
  @Column('integer', { default: 0 })
  returns!: number;
}
