import { Injectable } from '@nestjs/common';
import type { RecordedResult } from '../events/batch-result.js';
import { EventsService, type ReportedEvent } from '../events/events.service.js';
import { ReportBatcher } from '../events/report-batcher.js';
import type { FinishReport } from '../events/transition-batch.js';
import {
  type ExportJobItemError,
  toExportJobItem,
  type UpdatedExportJobItems,
} from '../items/dto/export-job-item.dto.js';
import type { ItemsReport } from '../items/item-batch.js';
import { ITEM_STATUSES } from '../lifecycle/item-state.js';
import { Metrics } from '../metrics/metrics.js';

/** Takes the results of a job's items, and finishes jobs by them. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly batcher: ReportBatcher,
    private readonly events: EventsService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Keeps results, each on its own terms. When this resolves they are on disk. Throws `JobNotFound`, `JobTakesNoItems`,
   * or what the database throws; then saying the same again is safe.
   */
  async report(report: ItemsReport): Promise<UpdatedExportJobItems> {
    const [recorded] = await this.batcher.record([report]);
    if (recorded?.kind === 'refused') throw recorded.error;
    if (recorded?.kind !== 'results') throw new Error('results were not recorded as such');
    this.count(recorded.results);
    const updated: UpdatedExportJobItems = { data: [], errors: [] };
    for (const one of recorded.results) {
      if (one.kind === 'refused') updated.errors.push(errorOf(one));
      else updated.data.push(toExportJobItem(one.result, one.standing));
    }
    return updated;
  }

  /** Once for all of a kind: a counter's labels cost more than the rest of a result. */
  private count(results: readonly RecordedResult[]): void {
    for (const status of ITEM_STATUSES) {
      for (const result of ['kept', 'repeated', 'refused'] as const) {
        const count = results.filter((one) => one.result.status === status && one.kind === result).length;
        if (count > 0) this.metrics.itemResults.inc({ status, result }, count);
      }
    }
  }

  /**
   * Records the final event that the results of a job come to. Throws `JobNotFound`, `ItemsUnfinished` or
   * `TransitionRefused`.
   */
  finish(report: FinishReport): Promise<ReportedEvent> {
    return this.events.record(report);
  }
}

/** Pleo's word for a result that changes nothing. */
function errorOf({ result, standing }: RecordedResult & { kind: 'refused' }): ExportJobItemError {
  const id = standing.externalId === null ? '' : ` with the external id "${standing.externalId}"`;
  return {
    accountingEntryId: result.accountingEntryId,
    type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
    message: `The first final result of an entry stands: this one is "${standing.status}"${id}.`,
  };
}
