import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Run } from '../database/database.js';
import { orderOf } from '../api/dto/ordered-page.dto.js';
import { LeaseLost } from '../job-leases/leases.errors.js';
import type { JobOrigin } from '../lifecycle/job-origin.js';
import { type ExportJob, type ExportJobPage, toExportJob, type Undelivered } from './dto/export-job.dto.js';
import type { ExportJobQuery } from './dto/export-job-query.dto.js';
import type { RegisterExportJob } from './dto/register-export-job.dto.js';
import { encodeOrdered } from '../api/ordered-cursor.js';
import type { ExportJobEntity } from './job.entity.js';
import { JobListRepository, placeIn } from './job-list.repository.js';
import type { JobStatus } from '../lifecycle/job-state.js';
import { JobAlreadyExists, JobIsFinal, JobNotFound } from './jobs.errors.js';
import { JobsRepository, type Registered, type Registration } from './jobs.repository.js';

/** The longest `expiresIn` that the relay keeps: a worker may not send more, and what Pleo announces is cut to it. */
const MAX_EXPIRES_IN = 604_800;

const NOTHING_WAITS: Undelivered = {
  pending: 0,
  dead: 0,
  successful: 0,
  failed: 0,
  inProgress: 0,
  pendingItems: 0,
  deadItems: 0,
  pleoLastUpdatedAt: null,
  leasedUntil: null,
  leasedBy: null,
  isLastDiscarded: false,
};

/** What there is to know of jobs, and what may be said of them other than events: registration and heartbeats. */
@Injectable()
export class JobsService {
  constructor(
    private readonly repository: JobsRepository,
    private readonly list: JobListRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Registers a job. Saying the same again changes nothing; what the first registration left out may be left out
   * again. A job that was known from an event only takes what the registration says. Throws `JobAlreadyExists`.
   */
  async register(request: RegisterExportJob, by: string | null): Promise<{ job: ExportJob; isNew: boolean }> {
    const registration = this.registrationOf(request);
    const registered = await this.repository.register(registration, by, (known) => {
      if (known.registeredAt === null) return registration;
      const differences = differencesOf(request, known);
      if (differences.length > 0) throw new JobAlreadyExists(request.id, differences);
      return null;
    });
    return { job: await this.get(request.id), isNew: registered === null };
  }

  /**
   * Takes what Pleo itself says of a job, in the transaction of `run`, and returns whether the job is new. A job that
   * is registered stays as it is but for its company and number of items, where it lacks them: what workers said of it
   * is not contradicted by Pleo, only made whole. One that was known from an event takes all of it.
   */
  announce(request: RegisterExportJob, by: JobOrigin, run: Run): Promise<boolean> {
    return this.repository.announce(run, this.registrationOf(request), by);
  }

  /** Which of these jobs have something to learn from `announce`. */
  unannounced(ids: string[]): Promise<Set<string>> {
    return this.repository.unannounced(ids);
  }

  /** Whether the job was known here `agoMs` milliseconds ago. */
  wasKnown(id: string, agoMs: number): Promise<boolean> {
    return this.repository.wasKnown(id, agoMs);
  }

  /**
   * Some unfinished jobs older than `ageMs`, whose company goes by `credential`, that are not among `listed`, nor known
   * to be over at Pleo.
   */
  unlisted(credential: string, listed: string[], ageMs: number, limit: number): Promise<string[]> {
    return this.repository.unlisted(credential, listed, ageMs, limit);
  }

  /** Keeps what Pleo said when it was asked for the job's status. The job itself stays as it is. */
  notePleoStatus(id: string, status: JobStatus): Promise<void> {
    return this.repository.notePleoStatus(id, status);
  }

  /** Keeps the same of several jobs, by their ids, with one statement of the transaction of `run`. */
  notePleoStatuses(statuses: ReadonlyMap<string, string>, run: Run): Promise<void> {
    return this.repository.notePleoStatuses(statuses, run);
  }

  /** Throws `JobNotFound`. */
  async get(id: string): Promise<ExportJob> {
    const job = await this.repository.find(id);
    if (!job) throw new JobNotFound(id);
    const undelivered = await this.repository.undelivered([id]);
    return toExportJob(job, undelivered.get(id) ?? NOTHING_WAITS);
  }

  /** Those of the jobs that there are, by their ids. */
  async getMany(ids: string[]): Promise<Map<string, ExportJob>> {
    if (ids.length === 0) return new Map();
    const [jobs, undelivered] = await Promise.all([
      this.repository.findMany(ids),
      this.repository.undelivered(ids),
    ]);
    return new Map(jobs.map((job) => [job.id, toExportJob(job, undelivered.get(job.id) ?? NOTHING_WAITS)]));
  }

  /** Whose the jobs are, by their ids; null where no company is known. */
  async companiesOf(ids: string[]): Promise<Map<string, string | null>> {
    return ids.length === 0 ? new Map() : this.repository.companiesOf([...new Set(ids)]);
  }

  /** The row itself, for what tells its story. Throws `JobNotFound`. */
  async row(id: string): Promise<ExportJobEntity> {
    const job = await this.repository.find(id);
    if (!job) throw new JobNotFound(id);
    return job;
  }

  /** A page that has few jobs, or none, may have a next one anyway: it says so. */
  async page(query: ExportJobQuery): Promise<ExportJobPage> {
    const { rows, next } = await this.list.page(query);
    const undelivered = await this.repository.undelivered(rows.map(({ id }) => id));
    const order = orderOf(query);
    const last = rows.at(-1);
    const end = next ?? (last && placeIn(order, last));
    return {
      data: rows.map((job) => toExportJob(job, undelivered.get(job.id) ?? NOTHING_WAITS)),
      pagination: {
        hasNextPage: next !== null,
        endCursor: end ? encodeOrdered(end, order) : null,
      },
    };
  }

  /**
   * Notes that a worker is still at the job: moves `expiresAt`, and with a token its lease. Throws `JobNotFound`,
   * `JobIsFinal` or, with a token, `LeaseLost`.
   */
  async heartbeat(id: string, leaseToken: string | null): Promise<ExportJob> {
    const moved = await this.repository.heartbeat(id, leaseToken);
    if (moved) return this.get(id);
    const job = await this.row(id);
    throw leaseToken ? new LeaseLost(job) : new JobIsFinal(job);
  }

  /** Notes that workers have taken up locked jobs again, in the transaction of `run`. */
  hearOf(ids: string[], run: Run): Promise<void> {
    return this.repository.hearOf(ids, run);
  }

  private registrationOf(request: RegisterExportJob): Registration {
    return {
      id: request.id,
      companyId: request.companyId ?? null,
      numberOfItems: request.numberOfItems ?? null,
      expiresIn: Math.min(request.expiresIn ?? this.settings.JOB_EXPIRES_IN_SECONDS, MAX_EXPIRES_IN),
    };
  }
}

/** The properties that the request names and the job has otherwise. */
function differencesOf(request: RegisterExportJob, known: Registered): string[] {
  const names = ['companyId', 'expiresIn', 'numberOfItems'] as const;
  return names.filter((name) => request[name] != null && request[name] !== known[name]);
}
