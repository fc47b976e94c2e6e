import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { Database } from '../database/database.js';
import type { JobLeaseChangeEntity } from '../job-leases/job-lease-change.entity.js';
import { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import type { ToldAttempt } from './entry.js';
import { LISTED_ATTEMPTS, type Results } from './items-story.js';
import { LIST_ENDS_OF_ATTEMPTS, LIST_LEASE_CHANGES, READ_RESULTS } from './timeline.sql.js';

/** Changes of leases that are listed: a worker may claim a job and give it back again and again. */
const LISTED_CHANGES = 100;

/** Reads what is kept of one job, each list oldest first. Writes nothing. */
@Injectable()
export class TimelineRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEventEntity) private readonly events: Repository<ExportJobEventEntity>,
    @InjectRepository(DeliveryAttemptEntity) private readonly attempts: Repository<DeliveryAttemptEntity>,
    @InjectRepository(AuditEntryEntity) private readonly audit: Repository<AuditEntryEntity>,
  ) {}

  /** Messages of all kinds. */
  messagesOf(jobId: string): Promise<ExportJobEventEntity[]> {
    return this.events.find({ where: { jobId }, order: { sequence: 'ASC' } });
  }

  /** Of these messages only: results of items may have been sent with thousands. */
  attemptsOf(jobId: string, sequences: number[]): Promise<DeliveryAttemptEntity[]> {
    return this.attempts.find({
      where: { jobId, sequence: In(sequences) },
      order: { sequence: 'ASC', number: 'ASC' },
    });
  }

  /** The first attempt of a message, and the last ones. */
  endsOfAttempts(jobId: string, sequence: number): Promise<ToldAttempt[]> {
    return this.database.run(LIST_ENDS_OF_ATTEMPTS, [jobId, sequence, LISTED_ATTEMPTS]);
  }

  /** Null when no results were reported of the job. */
  async resultsOf(jobId: string): Promise<Results | null> {
    const [row] = await this.database.run<Results>(READ_RESULTS, [jobId]);
    return row ?? null;
  }

  /** The last changes of its leases, oldest first; what shares a millisecond begins with the end of the one before. */
  leasesOf(jobId: string): Promise<JobLeaseChangeEntity[]> {
    return this.database.run(LIST_LEASE_CHANGES, [jobId, LISTED_CHANGES]);
  }

  auditOf(jobId: string): Promise<AuditEntryEntity[]> {
    return this.audit.find({ where: { jobId }, order: { at: 'ASC' } });
  }
}
