import { Injectable } from '@nestjs/common';
import { pageOf } from '../api/dto/page.dto.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { DeadExportJobItemQuery } from './dto/dead-export-job-item-query.dto.js';
import {
  type DeadExportJobItemPage,
  type ExportJobItemPage,
  toExportJobItem,
} from './dto/export-job-item.dto.js';
import type { ExportJobItemQuery } from './dto/export-job-item-query.dto.js';
import { encodePosition, encodeReportPlace } from './item-cursor.js';
import { ItemListRepository, placeOf } from './item-list.repository.js';

/** Shows the results there are. */
@Injectable()
export class ItemsService {
  constructor(
    private readonly list: ItemListRepository,
    private readonly jobs: JobsService,
  ) {}

  /** A page of the results of a job. Throws `JobNotFound`. */
  async page(jobId: string, query: ExportJobItemQuery): Promise<ExportJobItemPage> {
    const rows = await this.list.ofJob(jobId, query);
    // Who has results is known; only then is a job without any asked for.
    if (rows.length === 0) await this.jobs.row(jobId);
    const waits = rows.some(({ deliveryStatus }) => deliveryStatus === 'pending');
    const error = waits ? await this.list.waitingError(jobId) : null;
    return pageOf(rows, query.limit, encodePosition, (row) => toExportJobItem(row, row, error));
  }

  /** A page of the dead results of all jobs. One that has few, or none, may have a next one all the same. */
  async deadPage(query: DeadExportJobItemQuery): Promise<DeadExportJobItemPage> {
    const { rows, next } = await this.list.dead(query);
    const companies = await this.jobs.companiesOf(rows.map(({ jobId }) => jobId));
    const last = rows.at(-1);
    const end = next ?? (last && placeOf(last));
    return {
      data: rows.map((row) => ({
        companyId: companies.get(row.jobId) ?? null,
        ...toExportJobItem(row, row),
      })),
      pagination: { hasNextPage: next !== null, endCursor: end ? encodeReportPlace(end) : null },
    };
  }
}
