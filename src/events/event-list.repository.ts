import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type ObjectLiteral, Repository, type SelectQueryBuilder } from 'typeorm';
import type { Cursor } from '../api/cursor.js';
import type { ListOrder } from '../api/ordered-cursor.js';
import { Database } from '../database/database.js';
import {
  behindAllOf,
  findFew,
  type LongListPage,
  MAX_LOOKED_AT,
  ORDERS,
  pageInLooks,
  type Stretch,
} from '../database/long-list.js';
import { hasDelivered, hasFailed } from '../queue/attempts.sql.js';
import { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { OutboxMessageEntity } from '../queue/outbox-message.entity.js';
import { IS_PARKED } from '../queue/put-away.sql.js';
import { type DeliveryRow, toEventDelivery } from './delivery-state.js';
import type { EventDelivery } from './dto/export-job-event.dto.js';
import { READ_DELIVERIES } from './events.sql.js';
import { ExportJobEventEntity } from '../queue/job-event.entity.js';
import {
  acceptedAtOf,
  type EventSelection,
  IS_QUEUED,
  isQueued,
  isSelective,
  LAST_ATTEMPT_FILTERS,
  queuedOf,
  within,
} from './event-selection.js';
import { waysTo } from './few-jobs.js';
import { LAST_ATTEMPT } from './last-attempt.sql.js';
import { waitsFor } from './waits-for.sql.js';

/** The keys of discarded events. Served by audit_entry_discarded_idx. */
const DISCARDED = `SELECT job_id, sequence FROM audit_entry WHERE action = 'discarded'`;

const UNDELIVERED = `SELECT job_id, sequence FROM outbox UNION ALL ${DISCARDED}`;

/** The table also holds messages of other kinds, which are no events. */
const IS_EVENT = "event.kind = 'event'";

export type EventPage = LongListPage<ExportJobEventEntity>;

/** Reads events by filter or id, their deliveries and attempts. Writes nothing. */
@Injectable()
export class EventListRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEventEntity) private readonly events: Repository<ExportJobEventEntity>,
    @InjectRepository(DeliveryAttemptEntity) private readonly attempts: Repository<DeliveryAttemptEntity>,
  ) {}

  async find(id: string): Promise<ExportJobEventEntity | null> {
    await this.database.answers();
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

  /** A page of what matches, behind `after`: short, though another follows, where the next match is far. */
  async read(
    filter: EventSelection,
    after: Cursor | null,
    limit: number,
    order: ListOrder = 'newest',
  ): Promise<EventPage> {
    await this.database.answers();
    const few = await this.fewJobs(filter);
    const isWhole = few !== null || !isSelective(filter);
    return pageInLooks(after, limit, {
      endOf: async (place) => (isWhole ? null : this.endOfLook(filter, place, order)),
      look: (stretch, count) => this.look(filter, few, stretch, count, order),
      placeOf: ({ acceptedAt, id }) => ({ at: acceptedAt, id }),
      behindAllOf: behindAllOf(order),
    });
  }

  private look(
    filter: EventSelection,
    few: readonly string[] | null,
    { after, end }: Stretch,
    limit: number,
    order: ListOrder,
  ): Promise<ExportJobEventEntity[]> {
    const acceptedAt = acceptedAtOf(filter);
    const { behind, before, direction } = ORDERS[order];
    const rows = this.matching(filter, few);
    // The first of the two is for the index of the outbox, which has no ids of events.
    if (after)
      rows.andWhere(`${acceptedAt} ${behind}= :at AND (${acceptedAt}, event.id) ${behind} (:at, :id)`, after);
    if (end) rows.andWhere(`${acceptedAt} ${before}= :end`, { end });
    return rows.orderBy(acceptedAt, direction).addOrderBy('event.id', direction).limit(limit).getMany();
  }

  /** How many events match. */
  async count(filter: EventSelection): Promise<number> {
    const rows = this.matching(filter, await this.fewJobs(filter)).select('count(*)::integer', 'count');
    return (await rows.getRawOne<{ count: number }>())?.count ?? 0;
  }

  private async fewJobs(filter: EventSelection): Promise<string[] | null> {
    return filter.jobId ? [filter.jobId] : findFew(this.database, waysTo(filter));
  }

  /** Where a page ends at the latest; null when fewer than MAX_LOOKED_AT rows follow. */
  private endOfLook(filter: EventSelection, after: Cursor | null, order: ListOrder): Promise<Date | null> {
    return isQueued(filter)
      ? lastLookedAt(
          this.events.manager
            .createQueryBuilder(OutboxMessageEntity, 'waiting')
            .where(IS_QUEUED, queuedOf(filter)),
          filter,
          after,
          order,
        )
      : lastLookedAt(this.events.createQueryBuilder('event').where('true'), filter, after, order);
  }

  /** What waits or is dead comes from the outbox, in the order of its index, whatever the history. */
  private matching(
    filter: EventSelection,
    few: readonly string[] | null,
  ): SelectQueryBuilder<ExportJobEventEntity> {
    const ofLastAttempt = LAST_ATTEMPT_FILTERS.filter(([name]) => filter[name] != null);
    const rows = this.events.createQueryBuilder('event').where(IS_EVENT);
    if (isQueued(filter)) {
      rows.innerJoin(
        OutboxMessageEntity,
        'waiting',
        `(waiting.jobId, waiting.sequence) = (event.jobId, event.sequence) AND ${IS_QUEUED}`,
        queuedOf(filter),
      );
      // As an expression whose result cannot be told, or Postgres would expect hardly any row, and sort all it can get.
      if (filter.waitingFor)
        rows.andWhere(`coalesce(${waitsFor('waiting')} IN (:...waitingFor), false)`, filter);
    } else {
      if (filter.waitingFor) rows.andWhere('false');
      if (filter.deliveryStatus) rows.andWhere('event.deliveryStatus = :deliveryStatus', filter);
      if (ofLastAttempt.length > 0 && filter.deliveryStatus !== 'discarded')
        rows.andWhere(`(event.jobId, event.sequence) IN (${UNDELIVERED})`);
    }
    within(rows, filter);
    // Postgres takes an array from a query to be short, and reads these jobs, not all in the order of time.
    if (few)
      rows.andWhere(
        `${isQueued(filter) ? 'waiting' : 'event'}.jobId = ANY (ARRAY(SELECT unnest(:few::uuid[])))`,
        { few },
      );
    if (filter.ids) rows.andWhere('event.id = ANY (:ids)', filter);
    if (filter.event) rows.andWhere('event.event = :event', filter);
    if (filter.outcome) rows.andWhere('event.outcome = :outcome', filter);
    if (filter.failureReasonType) rows.andWhere('event.failureReasonType IN (:...failureReasonType)', filter);
    if (filter.putAway != null) rows.andWhere(`${IS_PUT_AWAY} = :putAway`, filter);
    if (filter.companyId) {
      rows.andWhere(
        'EXISTS (SELECT FROM export_job WHERE id = event.jobId AND company_id = :companyId)',
        filter,
      );
    }
    if (filter.deliveredSince)
      rows.andWhere(isTriedSince(hasDelivered('attempt'), ':deliveredSince'), filter);
    if (filter.failedSince) rows.andWhere(isTriedSince(hasFailed('attempt'), ':failedSince'), filter);
    if (ofLastAttempt.length > 0) {
      const conditions = ofLastAttempt.map(([, condition]) => condition).join(' AND ');
      rows.andWhere(`EXISTS (SELECT FROM (${LAST_ATTEMPT}) AS last WHERE ${conditions})`, filter);
    }
    return rows;
  }
}

/** Whether an attempt that began at `since` or later is such that `condition`. Served by the primary key. */
function isTriedSince(condition: string, since: string): string {
  return `EXISTS (
    SELECT
    FROM delivery_attempt AS attempt
    WHERE (attempt.job_id, attempt.sequence) = (event.jobId, event.sequence)
      AND attempt.started_at >= ${since}
      AND ${condition}
  )`;
}

/** Whether its undelivered message is parked. A condition; served by the primary key. */
const IS_PUT_AWAY = `coalesce(
  (SELECT own.${IS_PARKED} FROM outbox AS own WHERE (own.job_id, own.sequence) = (event.jobId, event.sequence)),
  false
)`;

/** The time of the MAX_LOOKED_AT-th of `rows` behind `after`, in an index alone; null when there are fewer. */
async function lastLookedAt<Row extends ObjectLiteral>(
  rows: SelectQueryBuilder<Row>,
  filter: EventSelection,
  after: Cursor | null,
  order: ListOrder,
): Promise<Date | null> {
  const { behind, direction } = ORDERS[order];
  const acceptedAt = acceptedAtOf(filter);
  within(rows, filter);
  if (after) rows.andWhere(`${acceptedAt} ${behind}= :at`, after);
  const end = await rows
    .select(acceptedAt, 'at')
    .orderBy(acceptedAt, direction)
    .offset(MAX_LOOKED_AT - 1)
    .limit(1)
    .getRawOne<{ at: Date }>();
  return end?.at ?? null;
}
