import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import type { Cursor } from '../api/cursor.js';
import { Database } from '../database/database.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { OutboxMessageEntity } from '../queue/outbox-message.entity.js';
import { type DeliveryRow, toEventDelivery } from './delivery-state.js';
import type { EventDelivery } from './dto/export-job-event.dto.js';
import type { ExportJobEventFilter } from './dto/export-job-event-query.dto.js';
import { READ_DELIVERIES } from './events.sql.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { LAST_ATTEMPT } from './last-attempt.sql.js';

/** What a filter asks of an event's last attempt. */
const LAST_ATTEMPT_FILTERS = [
  ['lastStatusCode', 'coalesce(last.status_code, 0) = :lastStatusCode'],
  ['lastErrorType', 'last.error_type = :lastErrorType'],
  ['lastTriedAfter', 'last.started_at > :lastTriedAfter'],
  ['lastTriedBefore', 'last.started_at < :lastTriedBefore'],
] as const satisfies readonly (readonly [keyof ExportJobEventFilter, string])[];

/** The keys of discarded events, which are few. Served by audit_entry_discarded_idx. */
const DISCARDED = `SELECT job_id, sequence FROM audit_entry WHERE action = 'discarded'`;

const UNDELIVERED = `SELECT job_id, sequence FROM outbox UNION ALL ${DISCARDED}`;

/** The table also holds messages of other kinds, which are no events. */
const IS_EVENT = "event.kind = 'event'";

/** Reads events by filter or id, their deliveries and attempts. Writes nothing. */
@Injectable()
export class EventListRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEventEntity) private readonly events: Repository<ExportJobEventEntity>,
    @InjectRepository(DeliveryAttemptEntity) private readonly attempts: Repository<DeliveryAttemptEntity>,
  ) {}

  find(id: string): Promise<ExportJobEventEntity | null> {
    return this.events.findOneBy({ id, kind: 'event' });
  }

  findMany(ids: string[]): Promise<ExportJobEventEntity[]> {
    return this.events
      .createQueryBuilder('event')
      .where(IS_EVENT)
      .andWhere('event.id = ANY (:ids)', { ids })
      .getMany();
  }

  attemptsOf(event: Pick<ExportJobEventEntity, 'jobId' | 'sequence'>): Promise<DeliveryAttemptEntity[]> {
    const { jobId, sequence } = event;
    return this.attempts.find({ where: { jobId, sequence }, order: { number: 'ASC' } });
  }

  /** Where the delivery of each event stands, by event id. */
  async deliveries(events: ExportJobEventEntity[]): Promise<Map<string, EventDelivery>> {
    if (events.length === 0) return new Map();
    const rows = await this.database.run<DeliveryRow>(READ_DELIVERIES, [
      events.map(({ jobId }) => jobId),
      events.map(({ sequence }) => sequence),
    ]);
    return new Map(rows.map((row) => [row.id, toEventDelivery(row)]));
  }

  /** Up to `limit` rows that match, newest first, behind `after`. */
  read(filter: ExportJobEventFilter, after: Cursor | null, limit: number): Promise<ExportJobEventEntity[]> {
    const acceptedAt = acceptedAtOf(filter);
    const rows = this.matching(filter);
    // The first of the two is for the index of the outbox, which has no ids of events.
    if (after) rows.andWhere(`${acceptedAt} <= :at AND (${acceptedAt}, event.id) < (:at, :id)`, after);
    return rows.orderBy(acceptedAt, 'DESC').addOrderBy('event.id', 'DESC').limit(limit).getMany();
  }

  async count(filter: ExportJobEventFilter): Promise<number> {
    const rows = this.matching(filter).select('count(*)::integer', 'count');
    return (await rows.getRawOne<{ count: number }>())?.count ?? 0;
  }

  /** What waits or is dead comes from the outbox, in the order of its index, whatever the history. */
  private matching(filter: ExportJobEventFilter): SelectQueryBuilder<ExportJobEventEntity> {
    const acceptedAt = acceptedAtOf(filter);
    const ofLastAttempt = LAST_ATTEMPT_FILTERS.filter(([name]) => filter[name] != null);
    const rows = this.events.createQueryBuilder('event').where(IS_EVENT);
    if (isQueued(filter)) {
      rows.innerJoin(
        OutboxMessageEntity,
        'waiting',
        "(waiting.jobId, waiting.sequence) = (event.jobId, event.sequence) AND waiting.dead = :dead AND waiting.kind = 'event'",
        { dead: filter.deliveryStatus === 'dead' },
      );
    } else {
      if (filter.deliveryStatus) rows.andWhere('event.deliveryStatus = :deliveryStatus', filter);
      if (filter.deliveryStatus === 'discarded')
        rows.andWhere(`(event.jobId, event.sequence) IN (${DISCARDED})`);
      else if (ofLastAttempt.length > 0) rows.andWhere(`(event.jobId, event.sequence) IN (${UNDELIVERED})`);
    }
    if (filter.jobId) rows.andWhere('event.jobId = :jobId', filter);
    if (filter.event) rows.andWhere('event.event = :event', filter);
    if (filter.acceptedAfter) rows.andWhere(`${acceptedAt} > :acceptedAfter`, filter);
    if (filter.acceptedBefore) rows.andWhere(`${acceptedAt} < :acceptedBefore`, filter);
    if (filter.companyId) {
      rows.andWhere(
        'EXISTS (SELECT FROM export_job WHERE id = event.jobId AND company_id = :companyId)',
        filter,
      );
    }
    if (ofLastAttempt.length > 0) {
      const conditions = ofLastAttempt.map(([, condition]) => condition).join(' AND ');
      rows.andWhere(`EXISTS (SELECT FROM (${LAST_ATTEMPT}) AS last WHERE ${conditions})`, filter);
    }
    return rows;
  }
}

function isQueued({ deliveryStatus }: ExportJobEventFilter): boolean {
  return deliveryStatus === 'pending' || deliveryStatus === 'dead';
}

/** Both columns say the same; each has the index that leads to what is asked for. */
function acceptedAtOf(filter: ExportJobEventFilter): string {
  return isQueued(filter) ? 'waiting.acceptedAt' : 'event.acceptedAt';
}
