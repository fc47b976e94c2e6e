import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Brackets, Repository, type SelectQueryBuilder } from 'typeorm';
import type { Cursor } from '../api/cursor.js';
import { rangeOf } from '../api/fields/uuid-prefix.decorator.js';
import { orderOf, placeOf } from '../api/dto/ordered-page.dto.js';
import { Database } from '../database/database.js';
import {
  findFew,
  type LongListPage,
  MAX_LOOKED_AT,
  ORDERS,
  pageInLooks,
  type Search,
  type Stretch,
} from '../database/long-list.js';
import { FIND_DEAD_JOBS, FIND_DISCARDED_JOBS, FIND_UNDELIVERED_JOBS } from '../queue/few-jobs.sql.js';
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
    const { deliveryStatus } = query;
    const search = deliveryStatus && BY_DELIVERY[deliveryStatus];
    const few = search ? await findFew(this.database, [[search]]) : null;
    const isWhole = few !== null || !deliveryStatus;
    return pageInLooks(placeOf(query), query.limit, orderOf(query), {
      endOf: async (place) => (isWhole ? null : this.endOfLook(query, place)),
      look: (stretch, limit) => this.look(query, few, stretch, limit),
      placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
    });
  }

  /**
   * Served by export_job_created_at_idx; of a company, by export_job_company_id_idx. Of some statuses, or types of
   * failure: each is read by itself, in the order of export_job_status_idx or export_job_failure_reason_type_idx, and
   * the heads are merged. Read together, the oldest that are pending would be looked for behind all that ever
   * finished. Of some statuses of one company: in either index, whichever is the shorter way; no third one for that on
   * each write. Whose ids begin with a prefix: by the primary key, first of all.
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
    const rows = within(this.jobs.createQueryBuilder('job'), query);
    if (after) rows.andWhere(`(job.createdAt, job.id) ${behind} (:at, :id)`, after);
    if (end) rows.andWhere(`job.createdAt ${before}= :end`, { end });
    // Postgres takes an array from a query to be short, and reads these jobs, not all in the order of time.
    if (few) rows.andWhere('job.id = ANY (ARRAY(SELECT unnest(:few::uuid[])))', { few });
    // A name of its own, since the parameters of all heads go together.
    if (head) rows.andWhere(`job.${head[0]} = :${head[1]}`, { [head[1]]: head[1] });
    const statuses = head?.[0] === 'status' ? null : statusesOf(query);
    if (statuses) rows.andWhere('job.status IN (:...statuses)', { statuses });
    const { deliveryStatus, failureReasonType, putAway, expiringWithin, idPrefix } = query;
    if (idPrefix) rows.andWhere(`job.id = ANY (ARRAY(${BEGIN_WITH}))`, rangeOf(idPrefix));
    if (putAway !== undefined) rows.andWhere(`${isPutAway('job.company_id')} = :putAway`, { putAway });
    if (failureReasonType)
      rows.andWhere('job.failureReasonType IN (:...types)', { types: failureReasonType });
    // As an expression whose result cannot be told, or Postgres would expect hardly any row, and sort all it can get.
    if (deliveryStatus)
      rows.andWhere(`coalesce(${deliveryStatusOf('job')} = :deliveryStatus, false)`, { deliveryStatus });
    if (expiringWithin !== undefined) {
      rows.andWhere(
        new Brackets((stale) =>
          stale
            .where("job.status IN ('pending', 'in_progress')")
            .andWhere("job.expiresAt <= now() + :within * interval '1 second'", { within: expiringWithin }),
        ),
      );
    }
    return rows;
  }

  /** The time of the MAX_LOOKED_AT-th job behind `after`, where a look ends; null when there are fewer. */
  private async endOfLook(query: ExportJobQuery, after: Cursor | null): Promise<Date | null> {
    const { behind, direction } = ORDERS[orderOf(query)];
    const rows = within(this.jobs.createQueryBuilder('job'), query);
    if (after) rows.andWhere(`job.createdAt ${behind}= :at`, after);
    const end = await rows
      .select('job.createdAt', 'at')
      .orderBy('job.createdAt', direction)
      .offset(MAX_LOOKED_AT - 1)
      .limit(1)
      .getRawOne<{ at: Date }>();
    return end?.at ?? null;
  }
}

/** Null where no index has a column of the filter before the time. */
function headsOf(query: ExportJobQuery): Head[] | null {
  const { failureReasonType } = query;
  if (failureReasonType) return [...new Set(failureReasonType)].map((type) => ['failureReasonType', type]);
  return statusesOf(query)?.map((status) => ['status', status]) ?? null;
}

/** The conditions that an index of the order has in it. */
function within(
  rows: SelectQueryBuilder<ExportJobEntity>,
  query: ExportJobQuery,
): SelectQueryBuilder<ExportJobEntity> {
  rows.where('true');
  const companyId = companyOf(query);
  if (companyId) rows.andWhere('job.companyId = :companyId', { companyId });
  const { createdAfter, createdBefore } = query;
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
  return rows.orderBy('job.createdAt', direction).addOrderBy('job.id', direction).limit(limit);
}
