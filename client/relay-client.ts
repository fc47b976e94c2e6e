import { type ClaimOptions, claimedJobs } from './claims.js';
import type { ClaimedJob } from './claimed-job.js';
import { Connection, pathOf, queryOf, type RelayClientOptions } from './connection.js';
import { rowsOf } from './pages.js';
import type { Patience } from './patience.js';
import { type ItemResult, type ReportedResults, reportResults } from './results.js';
import type { components, operations } from './schema.js';

export type { ClaimedJob } from './claimed-job.js';
export type { ClaimOptions } from './claims.js';
export type { RelayClientOptions } from './connection.js';
export type { Account, AccountingEntryLine, Amount, EntryFile, ExportItem, Money } from './export-item.js';
export { LeaseLost, RelayProblem, RelayUnavailable } from './relay-errors.js';
export type { ItemResult, ReportedResults } from './results.js';

type Schemas = components['schemas'];
type Report = Schemas['CreateExportJobEvent'];

export type ExportJob = Schemas['ExportJob'];
export type ExportJobPage = Schemas['ExportJobPage'];
export type ExportJobEvent = Schemas['ExportJobEvent'];
export type Timeline = Schemas['Timeline'];
export type FailureReasonType = NonNullable<Report['failureReasonType']>;
/** Why a job failed: a sentence for people, and Pleo's word for the kind. */
export type Failure = Pick<Report, 'failureReason' | 'failureReasonType'>;
export type ExportJobFilter = NonNullable<operations['listExportJobs']['parameters']['query']>;
export type ExportJobItem = Schemas['ExportJobItem'];
export type ExportJobItemFilter = Pick<
  NonNullable<operations['listExportJobItems']['parameters']['query']>,
  'status' | 'deliveryStatus'
>;

/** Rows of a page: as many as the relay gives at once. */
const PAGE = 200;

/** A call without a signal of its own ends after a minute. */
const patienceOf = (signal: AbortSignal | undefined): Patience => ({ signals: signal ? [signal] : [] });

/**
 * Reports the progress of export jobs to a relay. Each request is retried until the relay has answered, for a minute or
 * until the call's own `signal` ends it: reports are idempotent, so a lost answer does no harm. Throws RelayProblem
 * when the relay refuses, RelayUnavailable when time is up.
 */
export class RelayClient {
  private readonly relay: Connection;

  constructor(options: RelayClientOptions) {
    this.relay = new Connection(options);
  }

  /**
   * Jobs that the relay gives to this worker and to no other, one after the other, for as long as the loop over them
   * goes on; each one is started already. Heartbeats keep the job while the loop's body runs, and when it throws or the
   * loop is left, the job is given back. A body that ends without `finish` leaves the job for another try, after
   * `leaseSeconds`. Waits for jobs, and for a relay that is away, until `signal` ends it, which throws nothing. Throws
   * RelayProblem when the relay refuses to give jobs to this key.
   */
  claim(options: ClaimOptions = {}): AsyncGenerator<ClaimedJob, void> {
    return claimedJobs(this.relay, options);
  }

  /** Registers a job of Pleo's. An unregistered job is registered by its first `started`. */
  register(job: Schemas['RegisterExportJob'], signal?: AbortSignal): Promise<ExportJob> {
    return this.relay.post('/v1/export-jobs', job, patienceOf(signal));
  }

  started(jobId: string, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.report({ jobId, event: 'started' }, signal);
  }

  completed(jobId: string, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.report({ jobId, event: 'completed' }, signal);
  }

  /** Some items could not be exported. */
  completedWithErrors(jobId: string, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.report({ jobId, event: 'completed_with_errors' }, signal);
  }

  failed(jobId: string, why: Failure = {}, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.report({ jobId, event: 'failed', ...why }, signal);
  }

  /**
   * Reports results of a job's items: as many as you like, in requests of 1,000 at most, one after the other. The first
   * final result of an entry stands; one that says otherwise is in `errors`, and saying the same again is safe. What
   * was reported before an error is thrown stays so. The places that a RelayProblem names are those in its request.
   */
  results(jobId: string, results: readonly ItemResult[], signal?: AbortSignal): Promise<ReportedResults> {
    return reportResults(this.relay, jobId, results, patienceOf(signal));
  }

  /**
   * All results are in: the relay ends the job with the event that they come to. Throws a RelayProblem of the type
   * `EXPORT_JOB_ITEMS_UNFINISHED` when some are missing; with `allowMissing` they count as not successful.
   */
  finish(jobId: string, how: Schemas['FinishExportJob'] = {}, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.relay.post(pathOf(jobId, '/finish'), how, patienceOf(signal));
  }

  /** All results that were reported of a job, the newest first; pages are read as they are needed. */
  items(
    jobId: string,
    filter: ExportJobItemFilter = {},
    signal?: AbortSignal,
  ): AsyncGenerator<ExportJobItem, void> {
    return rowsOf((cursor) => {
      const query = queryOf({ limit: PAGE, ...filter, ...cursor });
      return this.relay.get<Schemas['ExportJobItemPage']>(
        pathOf(jobId, `/items?${query}`),
        patienceOf(signal),
      );
    });
  }

  /** Still at work: the job does not expire for another `expiresIn` seconds. Pleo's own clock is not moved. */
  heartbeat(jobId: string, signal?: AbortSignal): Promise<ExportJob> {
    return this.relay.post(pathOf(jobId, '/heartbeat'), {}, patienceOf(signal));
  }

  job(jobId: string, signal?: AbortSignal): Promise<ExportJob> {
    return this.relay.get(pathOf(jobId), patienceOf(signal));
  }

  /** A page of jobs, newest first. */
  jobs(filter: ExportJobFilter = {}, signal?: AbortSignal): Promise<ExportJobPage> {
    return this.relay.get(`/v1/export-jobs?${queryOf(filter)}`, patienceOf(signal));
  }

  /** Everything that happened to a job, in order. */
  timeline(jobId: string, signal?: AbortSignal): Promise<Timeline> {
    return this.relay.get(pathOf(jobId, '/timeline'), patienceOf(signal));
  }

  private report(report: Report, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.relay.post('/v1/export-job-events', report, patienceOf(signal));
  }
}
