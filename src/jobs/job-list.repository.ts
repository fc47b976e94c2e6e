import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import type { Cursor } from '../api/cursor.js';
import type { ListOrder } from '../api/ordered-cursor.js';
import { rangeOf } from '../api/fields/uuid-prefix.decorator.js';
import { orderOf, placeOf } from '../api/dto/ordered-page.dto.js';
import { Database } from '../database/database.js';
import {
  behindAllOf,
  findFew,
  type LongListPage,
  MAX_LOOKED_AT,
  ORDERS,
  pageInLooks,
  type Search,
  type Stretch,
} from '../database/long-list.js';
import {
  FIND_DEAD_JOBS,
  FIND_DISCARDED_JOBS,
  FIND_JOBS_OF_COMPANY,
  FIND_JOBS_OF_PAUSE,
  FIND_UNDELIVERED_JOBS,
} from '../queue/few-jobs.sql.js';
import { waitsForPause } from '../queue/waits-for-pause.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { deliveryStatusOf } from './delivery-status.sql.js';
import type { JobDeliveryStatus } from './dto/export-job.dto.js';
import { companyOf, type ExportJobQuery, statusesOf } from './dto/export-job-query.dto.js';
import { ExportJobEntity } from './job.entity.js';

/** What leads to the jobs of a delivery status, where that is not almost all of them. */
const BY_DELIVERY: Readonly<Record<JobDeliveryStatus, Search | null>> = {
  pending: [FIND_UNDELIVERED_JOBS],
  dead: [FIND_DEAD_JOBS],
  discarded: [FIND_DISCARDED_JOBS],
  delivered: null,
};

/** Few, whatever else is asked for. Served by the primary key. */
const BEGIN_WITH = 'SELECT id FROM export_job WHERE id BETWEEN :first AND :last';

/** A column, and one of several values of it: each value is read by itself. */
type Head = readonly [column: 'status' | 'failureReasonType', value: string];

/** Reads jobs by filter. Writes nothing. */
@Injectable()
export class JobListRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEntity) private readonly jobs: Repository<ExportJobEntity>,
  ) {}

  /** A page of what matches: short, though another follows, where the next job of its delivery status is far. */
  async page(query: ExportJobQuery): Promise<LongListPage<ExportJobEntity>> {
    await this.database.answers();
    const order = orderOf(query);
    const few = await findFew(this.database, waysTo(query));
    const isWhole = few !== null || !isSelective(query);
    return pageInLooks(placeOf(query), query.limit, {
      endOf: async (place) => (isWhole ? null : this.endOfLook(query, place)),
      look: (stretch, limit) => this.look(query, few, stretch, limit),
      placeOf: (job) => placeIn(order, job),
      behindAllOf: behindAllOf(order),
    });
  }

  /**
   * Served by export_job_created_at_idx; of a company, by export_job_company_id_idx. Of some statuses, or types of
   * failure: each is read by itself, in the order of export_job_status_idx or export_job_failure_reason_type_idx, and
   * the heads are merged. Read together, the oldest that are pending would be looked for behind all that ever
   * finished. Of some statuses of one company: in either index, whichever is the shorter way; no third one for that on
   * each write. Whose ids begin with a prefix: by the primary key, first of all. The soonest that expire: by
   * export_job_expires_at_idx.
   */
  private look(
    query: ExportJobQuery,
    few: readonly string[] | null,
    stretch: Stretch,
    limit: number,
  ): Promise<ExportJobEntity[]> {
    const heads = headsOf(query);
    if (heads === null || few)
      return inOrder(this.matching(query, few, stretch, null), query, limit).getMany();
    const rows = inOrder(this.jobs.createQueryBuilder('job'), query, limit);
    const parts = heads.map((head) =>
      inOrder(this.matching(query, few, stretch, head), query, limit).select('job.id'),
    );
    return rows
      .where(`job.id = ANY (ARRAY(${parts.map((part) => `(${part.getQuery()})`).join(' UNION ALL ')}))`)
      .setParameters(Object.assign({}, ...parts.map((part) => part.getParameters())) as object)
      .getMany();
  }

  private matching(
    query: ExportJobQuery,
    few: readonly string[] | null,
    { after, end }: Stretch,
    head: Head | null,
  ): SelectQueryBuilder<ExportJobEntity> {
    const { behind, before } = ORDERS[orderOf(query)];
    const time = timeOf(query);
    const rows = within(this.jobs.createQueryBuilder('job'), query);
    if (after) rows.andWhere(`(${time}, job.id) ${behind} (:at, :id)`, after);
    if (end) rows.andWhere(`${time} ${before}= :end`, { end });
    // Postgres takes an array from a query to be short, and reads these jobs, not all in the order of time.
    if (few) rows.andWhere('job.id = ANY (ARRAY(SELECT unnest(:few::uuid[])))', { few });
    // A name of its own, since the parameters of all heads go together.
    if (head) rows.andWhere(`job.${head[0]} = :${head[1]}`, { [head[1]]: head[1] });
    const statuses = head?.[0] === 'status' ? null : statusesOf(query);
    if (statuses) rows.andWhere('job.status IN (:...statuses)', { statuses });
    const { deliveryStatus, failureReasonType, pauseOf, putAway, idPrefix } = query;
    if (idPrefix) rows.andWhere(`job.id = ANY (ARRAY(${BEGIN_WITH}))`, rangeOf(idPrefix));
    if (putAway !== undefined) rows.andWhere(`${isPutAway('job.company_id')} = :putAway`, { putAway });
    if (failureReasonType)
      rows.andWhere('job.failureReasonType IN (:...types)', { types: failureReasonType });
    // As an expression whose result cannot be told, or Postgres would expect hardly any row, and sort all it can get.
    if (deliveryStatus)
      rows.andWhere(`coalesce(${deliveryStatusOf('job')} = :deliveryStatus, false)`, { deliveryStatus });
    if (pauseOf) rows.andWhere(waitsForPause('job', ':pauseOf'), { pauseOf });
    return rows;
  }

  /** The time of the MAX_LOOKED_AT-th job behind `after`, where a look ends; null when there are fewer. */
  private async endOfLook(query: ExportJobQuery, after: Cursor | null): Promise<Date | null> {
    const { behind, direction } = ORDERS[orderOf(query)];
    const time = timeOf(query);
    const rows = within(this.jobs.createQueryBuilder('job'), query, true);
    if (after) rows.andWhere(`${time} ${behind}= :at`, after);
    const end = await rows
      .select(time, 'at')
      .orderBy(time, direction)
      .offset(MAX_LOOKED_AT - 1)
      .limit(1)
      .getRawOne<{ at: Date }>();
    return end?.at ?? null;
  }
}

/** Ways to find all jobs that can be meant, each by itself. */
function waysTo(query: ExportJobQuery): Search[][] {
  const { deliveryStatus, pauseOf } = query;
  const search = deliveryStatus && BY_DELIVERY[deliveryStatus];
  const companyId = isByExpiry(query) ? companyOf(query) : null;
  return [
    ...(pauseOf ? [[[FIND_JOBS_OF_PAUSE, pauseOf] as const]] : []),
    ...(search ? [[search]] : []),
    ...(companyId ? [[[FIND_JOBS_OF_COMPANY, companyId] as const]] : []),
  ];
}

/** Whether the jobs that match may lie far apart in the index of the order. */
function isSelective(query: ExportJobQuery): boolean {
  const { deliveryStatus, failureReasonType, pauseOf, createdAfter, createdBefore, putAway } = query;
  if (deliveryStatus ?? pauseOf) return true;
  if (!isByExpiry(query)) return false;
  const others = [companyOf(query), statusesOf(query), failureReasonType, createdAfter, createdBefore];
  return putAway === true || others.some((one) => one != null);
}

function isByExpiry(query: ExportJobQuery): boolean {
  return orderOf(query) === 'soonest';
}

/** The time by which the list is in order. */
function timeOf(query: ExportJobQuery): 'job.expiresAt' | 'job.createdAt' {
  return isByExpiry(query) ? 'job.expiresAt' : 'job.createdAt';
}

/** The place of a job in a list of an order. */
export function placeIn(order: ListOrder, { expiresAt, createdAt, id }: ExportJobEntity): Cursor {
  return { at: order === 'soonest' ? expiresAt : createdAt, id };
}

/** Null where no index has a column of the filter before the time. */
function headsOf(query: ExportJobQuery): Head[] | null {
  if (isByExpiry(query)) return null;
  const { failureReasonType } = query;
  if (failureReasonType) return [...new Set(failureReasonType)].map((type) => ['failureReasonType', type]);
  return statusesOf(query)?.map((status) => ['status', status]) ?? null;
}

/** The conditions that an index of the order has in it, or all of the company and of times. */
function within(
  rows: SelectQueryBuilder<ExportJobEntity>,
  query: ExportJobQuery,
  onlyIndexed = false,
): SelectQueryBuilder<ExportJobEntity> {
  rows.where('true');
  const { createdAfter, createdBefore, expiringWithin } = query;
  if (expiringWithin !== undefined)
    rows
      .andWhere("job.status IN ('pending', 'in_progress')")
      .andWhere("job.expiresAt <= now() + :within * interval '1 second'", { within: expiringWithin });
  // By expiry, no index has these in it, and what is passed over for their sake is looked at.
  if (onlyIndexed && isByExpiry(query)) return rows;
  const companyId = companyOf(query);
  if (companyId) rows.andWhere('job.companyId = :companyId', { companyId });
  if (createdAfter) rows.andWhere('job.createdAt > :createdAfter', { createdAfter });
  if (createdBefore) rows.andWhere('job.createdAt < :createdBefore', { createdBefore });
  return rows;
}

function inOrder(
  rows: SelectQueryBuilder<ExportJobEntity>,
  query: ExportJobQuery,
  limit: number,
): SelectQueryBuilder<ExportJobEntity> {
  const { direction } = ORDERS[orderOf(query)];
  return rows.orderBy(timeOf(query), direction).addOrderBy('job.id', direction).limit(limit);
}
