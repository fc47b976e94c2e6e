import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';

/** Reads what is kept of one job, each list oldest first. Writes nothing. */
@Injectable()
export class TimelineRepository {
  constructor(
    @InjectRepository(ExportJobEventEntity) private readonly events: Repository<ExportJobEventEntity>,
    @InjectRepository(DeliveryAttemptEntity) private readonly attempts: Repository<DeliveryAttemptEntity>,
    @InjectRepository(AuditEntryEntity) private readonly audit: Repository<AuditEntryEntity>,
  ) {}

  eventsOf(jobId: string): Promise<ExportJobEventEntity[]> {
    return this.events.find({ where: { jobId }, order: { sequence: 'ASC' } });
  }

  attemptsOf(jobId: string): Promise<DeliveryAttemptEntity[]> {
    return this.attempts.find({ where: { jobId }, order: { sequence: 'ASC', number: 'ASC' } });
  }

  auditOf(jobId: string): Promise<AuditEntryEntity[]> {
    return this.audit.find({ where: { jobId }, order: { at: 'ASC' } });
  }
}
