import { batchesOf } from './batches.js';
import { patiently } from './patience.js';
import type { components, operations } from './schema.js';

export { RelayProblem, RelayUnavailable } from './relay-errors.js';

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
/** What a worker says of one accounting entry of a job. */
export type ItemResult = Schemas['UpdateExportJobItem'];
/** What became of results: those that stand as reported are in `data`, those that were refused in `errors`. */
export type ReportedResults = Schemas['UpdatedExportJobItems'];
export type ExportJobItem = Schemas['ExportJobItem'];
export type ExportJobItemFilter = Pick<
  NonNullable<operations['listExportJobItems']['parameters']['query']>,
  'status' | 'deliveryStatus'
>;

export interface RelayClientOptions {
  /** Where the relay answers, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** A key of the relay's; none where it runs without keys. */
  readonly key?: string | undefined;
}

const REPORT_TIMEOUT_MS = 60_000;

/** Rows of a page: as many as the relay gives at once. */
const PAGE = 200;

/**
 * Reports the progress of export jobs to a relay. Each request is retried until the relay has answered, for a minute or
 * until the call's own `signal` ends it: reports are idempotent, so a lost answer does no harm. Throws RelayProblem
 * when the relay refuses, RelayUnavailable when time is up.
 */
export class RelayClient {
  private readonly url: URL;
  private readonly headers = new Headers({ 'Content-Type': 'application/json' });

  constructor({ url, key }: RelayClientOptions) {
    this.url = new URL(url);
    if (key) this.headers.set('Authorization', `Bearer ${key}`);
  }

  /** Registers a job of Pleo's. An unregistered job is registered by its first `started`. */
  register(job: Schemas['RegisterExportJob'], signal?: AbortSignal): Promise<ExportJob> {
    return this.post('/v1/export-jobs', job, signal);
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
  async results(
    jobId: string,
    results: readonly ItemResult[],
    signal?: AbortSignal,
  ): Promise<ReportedResults> {
    const all: ReportedResults = { data: [], errors: [] };
    for (const body of batchesOf(results)) {
      const { data, errors } = await this.send<ReportedResults>(
        'PUT',
        `${pathOf(jobId)}/items`,
        body,
        signal,
      );
      for (const one of data) all.data.push(one);
      for (const one of errors) all.errors.push(one);
    }
    return all;
  }

  /**
   * All results are in: the relay ends the job with the event that they come to. Throws a RelayProblem of the type
   * `EXPORT_JOB_ITEMS_UNFINISHED` when some are missing; with `allowMissing` they count as not successful.
   */
  finish(jobId: string, how: Schemas['FinishExportJob'] = {}, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.post(`${pathOf(jobId)}/finish`, how, signal);
  }

  /** All results that were reported of a job, the newest first; pages are read as they are needed. */
  async *items(
    jobId: string,
    filter: ExportJobItemFilter = {},
    signal?: AbortSignal,
  ): AsyncGenerator<ExportJobItem, void> {
    let page: Schemas['ExportJobItemPage'];
    let after: string | null = null;
    do {
      const query = queryOf({ limit: PAGE, ...filter, ...(after !== null && { after }) });
      page = await this.get(`${pathOf(jobId)}/items?${query}`, signal);
      yield* page.data;
      after = page.pagination.endCursor;
    } while (page.pagination.hasNextPage);
  }

  /** Still at work: the job does not expire for another `expiresIn` seconds. Pleo's own clock is not moved. */
  heartbeat(jobId: string, signal?: AbortSignal): Promise<ExportJob> {
    return this.post(`${pathOf(jobId)}/heartbeat`, undefined, signal);
  }

  job(jobId: string, signal?: AbortSignal): Promise<ExportJob> {
    return this.get(pathOf(jobId), signal);
  }

  /** A page of jobs, newest first. */
  jobs(filter: ExportJobFilter = {}, signal?: AbortSignal): Promise<ExportJobPage> {
    return this.get(`/v1/export-jobs?${queryOf(filter)}`, signal);
  }

  /** Everything that happened to a job, in order. */
  timeline(jobId: string, signal?: AbortSignal): Promise<Timeline> {
    return this.get(`${pathOf(jobId)}/timeline`, signal);
  }

  private report(report: Report, signal?: AbortSignal): Promise<ExportJobEvent> {
    return this.post('/v1/export-job-events', report, signal);
  }

  private get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
    return this.call(path, {}, signal);
  }

  private post<Body>(path: string, body: unknown, signal?: AbortSignal): Promise<Body> {
    return this.send('POST', path, JSON.stringify(body ?? {}), signal);
  }

  private send<Body>(
    method: 'POST' | 'PUT',
    path: string,
    body: string,
    signal?: AbortSignal,
  ): Promise<Body> {
    return this.call(path, { method, body }, signal);
  }

  private call<Body>(
    path: string,
    init: RequestInit,
    signal = AbortSignal.timeout(REPORT_TIMEOUT_MS),
  ): Promise<Body> {
    const url = new URL(path, this.url);
    // The relay never redirects: the key must go nowhere else.
    const request: RequestInit = { ...init, headers: this.headers, redirect: 'manual' };
    return patiently((tried) => fetch(url, { ...request, signal: tried }), signal);
  }
}

function pathOf(jobId: string): string {
  return `/v1/export-jobs/${encodeURIComponent(jobId)}`;
}

function queryOf(filter: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    for (const one of [value].flat()) query.append(name, String(one));
  }
  return query.toString();
}
