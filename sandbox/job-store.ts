import { randomUUID } from 'node:crypto';
import { PleoError } from './answer.js';
import type { CreateExportJobEvent } from './create-export-job-event.js';
import type { NewJob } from './create-export-job.js';
import { deadline, isFinal, statusAfter, type ExportJob, type FailedFromPending } from './export-job.js';
import { FinishedJobs, type FinishedLimits } from './finished-jobs.js';
import type { ItemBehaviour } from './item-behaviour.js';

export interface JobStoreOptions {
  readonly now: () => number;
  readonly expiresIn: number;
  readonly unknownJobs: 'create' | 'reject';
  readonly failedFromPending: FailedFromPending;
  /** How much is kept of finished jobs; those that finished first are forgotten. */
  readonly finishedKept: FinishedLimits;
  /** Read again whenever it matters. */
  readonly itemBehaviour: ItemBehaviour;
}

const FIRST_SWEEP_AT = 10_000;

/** All jobs. Expiry is lazy: a read expires jobs as of their deadline. */
export class JobStore {
  readonly #options: JobStoreOptions;
  readonly #jobs = new Map<string, ExportJob>();
  readonly #unfinishedOfCompany = new Map<string, ExportJob>();
  readonly #finished: FinishedJobs;
  #created = 0;
  #sweepAt = FIRST_SWEEP_AT;

  constructor(options: JobStoreOptions) {
    this.#options = options;
    this.#finished = new FinishedJobs(options.finishedKept);
  }

  get counts(): { unfinished: number; finished: number } {
    return { unfinished: this.#jobs.size - this.#finished.count, finished: this.#finished.count };
  }

  find(id: string): ExportJob | undefined {
    const job = this.#jobs.get(id);
    if (job !== undefined) this.#expireIfDue(job);
    return job;
  }

  get(id: string): ExportJob {
    const job = this.find(id);
    if (job === undefined) throw new PleoError(404, 'EXPORT_NOT_FOUND', 'Export job not found.');
    return job;
  }

  /** In the order of creation. */
  all(): IterableIterator<ExportJob> {
    this.#expireAllDue();
    return this.#jobs.values();
  }

  create(input: NewJob, takesAnyEntry = false): ExportJob {
    const id = input.id ?? randomUUID();
    const companyId = input.companyId ?? randomUUID();
    if (this.#jobs.has(id)) {
      throw new PleoError(409, 'EXPORT_ALREADY_EXISTS', 'An export job with this id exists already.');
    }
    const active = this.#unfinishedOfCompany.get(companyId);
    if (active !== undefined && !this.#expireIfDue(active)) {
      throw new PleoError(
        409,
        'EXPORT_ALREADY_IN_PROGRESS',
        'Export Job already in progress for this company.',
      );
    }
    const job: ExportJob = {
      id,
      position: ++this.#created,
      companyId,
      createdAt: this.#options.now(),
      createdBy: input.createdBy ?? null,
      expiresIn: input.expiresIn ?? this.#options.expiresIn,
      numberOfItems: input.accountingEntryIds?.length ?? input.numberOfItems ?? 0,
      accountingEntryIds: input.accountingEntryIds ?? null,
      takesAnyEntry,
      isInteractive: input.isInteractive ?? true,
      vendorBasedBookkeeping: input.vendorBasedBookkeeping ?? false,
      status: 'pending',
      startedAt: null,
      completedAt: null,
      expiredAt: null,
      lastUpdatedAt: null,
      failureReason: null,
      failureReasonType: null,
      leftOver: null,
    };
    this.#jobs.set(id, job);
    this.#unfinishedOfCompany.set(companyId, job);
    this.#sweepNowAndThen();
    return job;
  }

  record(report: CreateExportJobEvent): void {
    const known = this.find(report.jobId);
    const job =
      known ?? (this.#options.unknownJobs === 'create' ? this.create({ id: report.jobId }, true) : undefined);
    if (job === undefined) throw new PleoError(404, 'EXPORT_NOT_FOUND', 'Export job not found.');
    const status = statusAfter(job.status, report.event, this.#options.failedFromPending);
    if (status === undefined) {
      throw new PleoError(422, 'INVALID_EXPORT_JOB_STATUS_CHANGE', 'Export Job status change failed');
    }
    const now = this.#options.now();
    job.status = status;
    job.lastUpdatedAt = now;
    job.failureReason = report.failureReason;
    job.failureReasonType = report.failureReasonType;
    if (status === 'in_progress') job.startedAt = now;
    else this.#finish(job, now);
  }

  /** Counts as an action on the job: its time begins again. */
  prolong(job: ExportJob): void {
    job.lastUpdatedAt = this.#options.now();
  }

  /** Expires the job before its time. */
  expire(id: string): ExportJob {
    const job = this.get(id);
    if (isFinal(job.status)) {
      throw new PleoError(409, 'EXPORT_ALREADY_FINISHED', `The export job is ${job.status} already.`);
    }
    this.#expire(job, this.#options.now());
    return job;
  }

  clear(): void {
    this.#jobs.clear();
    this.#unfinishedOfCompany.clear();
    this.#finished.clear();
    this.#created = 0;
    this.#sweepAt = FIRST_SWEEP_AT;
  }

  #expireIfDue(job: ExportJob): boolean {
    if (isFinal(job.status) || this.#options.now() < deadline(job)) return false;
    this.#expire(job, deadline(job));
    return true;
  }

  #expireAllDue(): void {
    for (const job of this.#unfinishedOfCompany.values()) this.#expireIfDue(job);
  }

  #expire(job: ExportJob, at: number): void {
    job.status = 'failed';
    job.expiredAt = at;
    job.failureReason = 'Job not updated within expiry time limit.';
    job.failureReasonType = 'job_expired';
    this.#finish(job, at);
  }

  #finish(job: ExportJob, at: number): void {
    job.completedAt = at;
    job.leftOver = this.#options.itemBehaviour.leftOver;
    this.#unfinishedOfCompany.delete(job.companyId);
    for (const { id } of this.#finished.add(job)) this.#jobs.delete(id);
  }

  /** Jobs that are never read again would stay unfinished for ever, and memory would grow. */
  #sweepNowAndThen(): void {
    if (this.#unfinishedOfCompany.size < this.#sweepAt) return;
    this.#expireAllDue();
    this.#sweepAt = Math.max(FIRST_SWEEP_AT, 2 * this.#unfinishedOfCompany.size);
  }
}
