import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { type Body, Database, type Run } from '../database/database.js';
import type { Cursor } from '../api/cursor.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { OutboxMessageEntity } from '../queue/outbox-message.entity.js';
import { type DeliveryRow, toEventDelivery } from './delivery-state.js';
import type { EventDelivery } from './dto/export-job-event.dto.js';
import type { ExportJobEventFilter } from './dto/export-job-event-query.dto.js';
import { FIND_LONGEST_OVERDUE, HOLD_JOBS, LOCK_STALE_JOBS, SHORTEN_JOBS } from '../jobs/expiry.sql.js';
import { ACCEPT_EVENTS } from './accept-events.sql.js';
import { FIND_JOBS, FIND_STORED_EVENTS, LOCK_FREE_JOBS, LOCK_JOBS, READ_DELIVERIES } from './events.sql.js';
import { type DeliveryStatus, type EventOrigin, ExportJobEventEntity } from './job-event.entity.js';
import { LAST_ATTEMPT } from './last-attempt.sql.js';
import type { TransitionBatch, LockedJob, Report } from './transition-batch.js';

/** A job whose time is over, locked. */
export interface StaleJob extends LockedJob {
  /** Whether it may not have been heard: the relay was away, or a clock was set. */
  isHeld: boolean;
  expiresIn: number;
  lastUpdatedAt: Date;
}

/** An event that the table holds, as far as a repeated report is compared with it. */
export type StoredEvent = Pick<
  ExportJobEventEntity,
  'id' | 'jobId' | 'event' | 'failureReason' | 'failureReasonType'
>;

/** What the table says of an event that was written this moment. */
export interface AcceptedEvent {
  id: string;
  acceptedAt: Date;
  /** Null when an earlier event of the job goes first. */
  dueAt: Date | null;
  /** That earlier event; null too when it was accepted in the same transaction. */
  headId: string | null;
  headStatus: DeliveryStatus | null;
}

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

@Injectable()
export class EventsRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEventEntity) private readonly events: Repository<ExportJobEventEntity>,
    @InjectRepository(DeliveryAttemptEntity) private readonly attempts: Repository<DeliveryAttemptEntity>,
  ) {}

  transaction<Result>(body: Body<Result>): Promise<Result> {
    return this.database.transaction(body);
  }

  /** Locks jobs, and waits for those that somebody else has locked. */
  async lock(run: Run, ids: string[]): Promise<void> {
    await run(LOCK_JOBS, [ids]);
  }

  /** Locks those of the jobs that nobody else has locked. */
  lockFree(run: Run, ids: string[]): Promise<LockedJob[]> {
    return run<LockedJob>(LOCK_FREE_JOBS, [ids]);
  }

  /** Those of the jobs that there are, locked or not. */
  async findJobs(run: Run, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await run<{ id: string }>(FIND_JOBS, [ids]);
    return new Set(rows.map(({ id }) => id));
  }

  /** For how long the time of the first unfinished job has been over, in milliseconds; null when none's is. */
  async longestOverdue(): Promise<number | null> {
    const [row] = await this.database.patiently<{ overdueMs: number }>(FIND_LONGEST_OVERDUE, []);
    return row?.overdueMs ?? null;
  }

  lockStale(run: Run, limit: number, sinceMs: number): Promise<StaleJob[]> {
    return run<StaleJob>(LOCK_STALE_JOBS, [limit, sinceMs]);
  }

  /** Gives locked jobs more time, as much as they have at least since the relay can hear. */
  async hold(run: Run, jobs: readonly StaleJob[]): Promise<void> {
    if (jobs.length > 0) await run(HOLD_JOBS, [jobs.map(({ id }) => id)]);
  }

  /** Takes the time away again that no limit allows, of up to `limit` jobs; returns of how many. */
  async shorten(limit: number): Promise<number> {
    return (await this.database.commit(SHORTEN_JOBS, [limit])).length;
  }

  async findStored(run: Run, reports: Report[]): Promise<StoredEvent[]> {
    if (reports.length === 0) return [];
    return run<StoredEvent>(FIND_STORED_EVENTS, [
      reports.map(({ jobId }) => jobId),
      reports.map(({ event }) => event),
    ]);
  }

  /**
   * Writes what the ledger says; by event id, what the table made of it. Events of a new job are left out when somebody
   * else has made it known in the meantime. New jobs expire after `expiresIn` seconds.
   */
  async accept(
    run: Run,
    { moves, events }: TransitionBatch,
    origin: EventOrigin,
    expiresIn: number,
  ): Promise<Map<string, AcceptedEvent>> {
    if (events.length === 0) return new Map();
    const values = ACCEPT_EVENTS.values({ moves, events, expiresIn, origin });
    const rows = await run<AcceptedEvent>(ACCEPT_EVENTS, values);
    return new Map(rows.map((row) => [row.id, row]));
  }

  find(id: string): Promise<ExportJobEventEntity | null> {
    return this.events.findOneBy({ id });
  }

  findMany(ids: string[]): Promise<ExportJobEventEntity[]> {
    return this.events.createQueryBuilder('event').where('event.id = ANY (:ids)', { ids }).getMany();
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
    const rows = this.events.createQueryBuilder('event').where('true');
    if (isQueued(filter)) {
      rows.innerJoin(
        OutboxMessageEntity,
        'waiting',
        '(waiting.jobId, waiting.sequence) = (event.jobId, event.sequence) AND waiting.dead = :dead',
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
