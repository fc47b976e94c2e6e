import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database.js';
import {
  findFew,
  type LongListPage,
  MAX_LOOKED_AT,
  pageInLooks,
  type Stretch,
} from '../database/long-list.js';
import { FIND_JOBS_OF_COMPANY } from '../queue/few-jobs.sql.js';
import type { DeadExportJobItemQuery } from './dto/dead-export-job-item-query.dto.js';
import type { ExportJobItemQuery } from './dto/export-job-item-query.dto.js';
import { ExportJobItemEntity } from './export-job-item.entity.js';
import { decodePosition, decodeReportPlace, type ReportPlace } from './item-cursor.js';
import { FIND_DELIVERED_TOGETHER } from './item-delivery.sql.js';
import { causeOf, IS_OF_PARKED } from './items-standing.sql.js';
import { READ_WAITING_ERROR } from './items.sql.js';

/** An id behind all of a moment, in a list of the newest. */
const LAST = '00000000-0000-0000-0000-000000000000';

/** The place up to which no result of the job waits. */
const SETTLED = '(SELECT settled_position FROM item_tally WHERE job_id = :jobId)';

/** Reads results by filter. Writes nothing. */
@Injectable()
export class ItemListRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobItemEntity) private readonly items: Repository<ExportJobItemEntity>,
  ) {}

  /**
   * The page's results of a job, newest first, and one more when another page follows. Served by
   * export_job_item_position_idx: what waits is at its new end, behind the low-water mark; a filter looks at the job's
   * results only. Dead ones: by export_job_item_job_dead_idx.
   */
  async ofJob(jobId: string, query: ExportJobItemQuery): Promise<ExportJobItemEntity[]> {
    await this.database.answers();
    const rows = this.items.createQueryBuilder('item').where('item.jobId = :jobId', { jobId });
    if (query.status) rows.andWhere('item.status = :status', { status: query.status });
    filterByDelivery(rows, query);
    const after = query.after === undefined ? null : decodePosition(query.after);
    if (after) rows.andWhere('item.position < :position', after);
    const page = await rows
      .orderBy('item.position', 'DESC')
      .limit(query.limit + 1)
      .getMany();
    return this.withDeliveries(jobId, page);
  }

  /** The page with what stands in no row of it: which results were delivered together, and when. */
  private async withDeliveries(jobId: string, page: ExportJobItemEntity[]): Promise<ExportJobItemEntity[]> {
    const positions = page.filter((row) => row.deliveryStatus === 'pending').map(({ position }) => position);
    if (positions.length === 0) return page;
    const found = await this.database.run<{ position: number; deliveredAt: Date }>(FIND_DELIVERED_TOGETHER, [
      jobId,
      positions,
    ]);
    const deliveredAt = new Map(found.map((one) => [one.position, one.deliveredAt]));
    for (const row of page) {
      const at = deliveredAt.get(row.position);
      if (at) Object.assign(row, { deliveryStatus: 'delivered', deliveredAt: at });
    }
    return page;
  }

  /**
   * A page of the dead results of all jobs, newest first: short, though another follows, where the next one is far.
   * Served by export_job_item_dead_idx; of one job, or of few, by export_job_item_job_dead_idx.
   */
  async dead(query: DeadExportJobItemQuery): Promise<LongListPage<ExportJobItemEntity, ReportPlace>> {
    await this.database.answers();
    const { jobId, companyId, limit } = query;
    const few = jobId
      ? [jobId]
      : await findFew(this.database, companyId ? [[[FIND_JOBS_OF_COMPANY, companyId]]] : []);
    const isWhole = few !== null || !isSelective(query);
    const after = query.after === undefined ? null : decodeReportPlace(query.after);
    return pageInLooks<ExportJobItemEntity, ReportPlace>(after, limit, {
      endOf: async (place) => (isWhole ? null : this.endOfLook(query, place)),
      look: (stretch, count) => this.look(query, few, stretch, count),
      placeOf,
      behindAllOf: (at) => ({ at, jobId: LAST, accountingEntryId: LAST }),
    });
  }

  private look(
    query: DeadExportJobItemQuery,
    few: readonly string[] | null,
    { after, end }: Stretch<ReportPlace>,
    limit: number,
  ): Promise<ExportJobItemEntity[]> {
    const rows = this.deadWithin(query);
    const { companyId, outcome, cause, putAway } = query;
    // Postgres takes an array from a query to be short, and reads these jobs, not all in the order of time.
    if (few) rows.andWhere('item.jobId = ANY (ARRAY(SELECT unnest(:few::uuid[])))', { few });
    if (companyId)
      rows.andWhere('EXISTS (SELECT FROM export_job WHERE id = item.jobId AND company_id = :companyId)', {
        companyId,
      });
    if (outcome) rows.andWhere('item.outcome = :outcome', { outcome });
    if (cause !== undefined) rows.andWhere(`${causeOf('item')} = :cause`, { cause });
    if (putAway !== undefined) rows.andWhere(`(item.${IS_OF_PARKED}) = :putAway`, { putAway });
    if (after) {
      rows.andWhere('(item.reportedAt, item.jobId, item.accountingEntryId) < (:at, :afterJob, :afterEntry)', {
        at: after.at,
        afterJob: after.jobId,
        afterEntry: after.accountingEntryId,
      });
    }
    if (end) rows.andWhere('item.reportedAt >= :end', { end });
    return rows
      .orderBy('item.reportedAt', 'DESC')
      .addOrderBy('item.jobId', 'DESC')
      .addOrderBy('item.accountingEntryId', 'DESC')
      .limit(limit)
      .getMany();
  }

  /** The time of the MAX_LOOKED_AT-th dead result behind `after`, in an index alone; null when there are fewer. */
  private async endOfLook(query: DeadExportJobItemQuery, after: ReportPlace | null): Promise<Date | null> {
    const rows = this.deadWithin(query);
    if (after) rows.andWhere('item.reportedAt <= :at', { at: after.at });
    const end = await rows
      .select('item.reportedAt', 'at')
      .orderBy('item.reportedAt', 'DESC')
      .offset(MAX_LOOKED_AT - 1)
      .limit(1)
      .getRawOne<{ at: Date }>();
    return end?.at ?? null;
  }

  /** The conditions that export_job_item_dead_idx has in it. */
  private deadWithin({
    reportedAfter,
    reportedBefore,
  }: DeadExportJobItemQuery): SelectQueryBuilder<ExportJobItemEntity> {
    const rows = this.items.createQueryBuilder('item').where('item.dead');
    if (reportedAfter) rows.andWhere('item.reportedAt > :reportedAfter', { reportedAfter });
    if (reportedBefore) rows.andWhere('item.reportedAt < :reportedBefore', { reportedBefore });
    return rows;
  }

  /** What keeps the waiting results of a job from being delivered; null when nothing was seen to. */
  async waitingError(jobId: string): Promise<string | null> {
    const [row] = await this.database.run<{ error: string | null }>(READ_WAITING_ERROR, [jobId]);
    return row?.error ?? null;
  }
}

/** The place of a dead result in the list of all jobs. */
export function placeOf({ reportedAt, jobId, accountingEntryId }: ExportJobItemEntity): ReportPlace {
  return { at: reportedAt, jobId, accountingEntryId };
}

/** Whether the dead results that match may lie far apart. */
function isSelective({ companyId, outcome, cause, putAway }: DeadExportJobItemQuery): boolean {
  return [companyId, outcome, cause].some((one) => one !== undefined) || putAway === true;
}

function filterByDelivery(
  rows: SelectQueryBuilder<ExportJobItemEntity>,
  { deliveryStatus }: ExportJobItemQuery,
): void {
  if (deliveryStatus === undefined) return;
  if (deliveryStatus === 'delivered') {
    rows.andWhere(
      `(item.deliveryStatus = 'delivered' OR (item.deliveryStatus = 'pending' AND item.position <= ${SETTLED}))`,
    );
    return;
  }
  rows.andWhere('item.deliveryStatus = :deliveryStatus', { deliveryStatus });
  if (deliveryStatus === 'pending') rows.andWhere(`item.position > ${SETTLED}`);
  // It follows from the status, and leads to the few rows that have it.
  if (deliveryStatus === 'dead') rows.andWhere('item.dead');
}
