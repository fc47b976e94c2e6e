import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database.js';
import type { DeadExportJobItemQuery } from './dto/dead-export-job-item-query.dto.js';
import type { ExportJobItemQuery } from './dto/export-job-item-query.dto.js';
import { ExportJobItemEntity } from './export-job-item.entity.js';
import { decodePosition, decodeReportPlace } from './item-cursor.js';
import { FIND_DELIVERED_TOGETHER } from './item-delivery.sql.js';
import { READ_WAITING_ERROR } from './items.sql.js';

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
   * The page's dead results of all jobs, newest first, and one more when another page follows. Served by
   * export_job_item_dead_idx; of one job, by export_job_item_job_dead_idx.
   */
  dead(query: DeadExportJobItemQuery): Promise<ExportJobItemEntity[]> {
    const rows = this.items.createQueryBuilder('item').where('item.dead');
    if (query.jobId) rows.andWhere('item.jobId = :jobId', { jobId: query.jobId });
    if (query.companyId) {
      rows.andWhere('EXISTS (SELECT FROM export_job WHERE id = item.jobId AND company_id = :companyId)', {
        companyId: query.companyId,
      });
    }
    const after = query.after === undefined ? null : decodeReportPlace(query.after);
    if (after) {
      rows.andWhere('(item.reportedAt, item.jobId, item.accountingEntryId) < (:at, :afterJob, :afterEntry)', {
        at: after.at,
        afterJob: after.jobId,
        afterEntry: after.accountingEntryId,
      });
    }
    return rows
      .orderBy('item.reportedAt', 'DESC')
      .addOrderBy('item.jobId', 'DESC')
      .addOrderBy('item.accountingEntryId', 'DESC')
      .limit(query.limit + 1)
      .getMany();
  }

  /** What keeps the waiting results of a job from being delivered; null when nothing was seen to. */
  async waitingError(jobId: string): Promise<string | null> {
    const [row] = await this.database.run<{ error: string | null }>(READ_WAITING_ERROR, [jobId]);
    return row?.error ?? null;
  }
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
