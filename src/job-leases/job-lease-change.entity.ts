import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { LeaseEnd } from './job-lease.entity.js';

/** What happens to a lease: it begins one way, and may end another before the job does. */
export type LeaseChange = 'claimed' | 'resumed' | LeaseEnd;

/** A row of `job_lease_change`: the beginning or the end of a lease. Never changed once written. */
@Entity('job_lease_change')
@Checks('job_lease_change_change_check')
export class JobLeaseChangeEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'job_lease_change_pkey' })
  jobId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'job_lease_change_pkey' })
  token!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_lease_change_pkey' })
  change!: LeaseChange;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** The name of the API key; null where there are none. */
  @Column('text', { nullable: true })
  by!: string | null;
}
