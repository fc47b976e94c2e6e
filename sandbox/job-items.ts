import { randomUUID } from 'node:crypto';
import type { ExportJob } from './export-job.js';
import { newItem, type ExportJobItem } from './export-job-item.js';

/** The items of one job, in their order. */
export class JobItems {
  readonly all: ExportJobItem[];
  readonly #byEntry: Map<string, ExportJobItem>;
  readonly #job: ExportJob;

  constructor(job: ExportJob) {
    const ids = job.accountingEntryIds ?? Array.from({ length: job.numberOfItems }, () => randomUUID());
    this.#job = job;
    this.all = ids.map((id, index) => newItem(id, index + 1));
    this.#byEntry = new Map(this.all.map((item) => [item.accountingEntryId, item]));
  }

  find(accountingEntryId: string): ExportJobItem | undefined {
    return this.#byEntry.get(accountingEntryId) ?? this.#makeOnTheWay(accountingEntryId);
  }

  /** A job that an event made on the way has the entries that are reported. */
  #makeOnTheWay(accountingEntryId: string): ExportJobItem | undefined {
    if (!this.#job.takesAnyEntry) return undefined;
    const item = newItem(accountingEntryId, this.all.length + 1);
    this.all.push(item);
    this.#byEntry.set(accountingEntryId, item);
    this.#job.numberOfItems = this.all.length;
    return item;
  }
}
