import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Run } from '../database/database.js';
import { BatchResult, type RecordedReport } from './batch-result.js';
import { type AcceptedEvent, EventsRepository, type StaleJob } from './events.repository.js';
import { expiryReason } from './expiry-reason.js';
import type { EventOrigin } from '../queue/job-event.entity.js';
import { ItemBatch, type ItemsReport } from '../items/item-batch.js';
import { JobLeases } from '../job-leases/job-leases.js';
import type { ShownToken } from '../job-leases/job-leases.sql.js';
import { HASTEN_ITEMS } from '../queue/enqueue-items.sql.js';
import { ItemsRepository } from '../items/items.repository.js';
import {
  type AnyReport,
  type Decision,
  type LockedJob,
  type Report,
  TransitionBatch,
} from './transition-batch.js';

/**
 * The only writer of a job's status: lock the jobs, decide, write job, event and outbox row at once. It has three
 * entrances: reports, jobs that are claimed, and jobs whose time is over.
 */
@Injectable()
export class EventRecorder {
  constructor(
    private readonly database: Database,
    private readonly repository: EventsRepository,
    private readonly items: ItemsRepository,
    private readonly leases: JobLeases,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes reports in order, each on its own terms, in one transaction. When this resolves, what it calls accepted is on
   * disk; a report whose job another transaction has is `locked`, and nothing has happened to it. Throws when the
   * database does not answer; then saying the same again is safe.
   */
  async record(reports: readonly AnyReport[]): Promise<(RecordedReport | 'locked')[]> {
    const recorded = await this.recordTogether(reports);
    this.hasten(recorded);
    return recorded;
  }

  private recordTogether(reports: readonly AnyReport[]): Promise<(RecordedReport | 'locked')[]> {
    return this.database.transaction(async (run, runAndCommit) => {
      const [jobs, tokens, items, reasons] = await Promise.all([
        this.repository.lockFree(run, idsOf(reports)),
        this.leases.judge(run, tokensOf(reports)),
        this.itemsOf(run, reports),
        this.items.reasons(run, idsOf(reports.filter(isFinish))),
      ]);
      const registers = this.settings.UNKNOWN_JOBS === 'register';
      const batch = new TransitionBatch(jobs, registers, items, (jobId) => reasons.get(jobId) ?? [], tokens);
      const decisions = reports.map((report) => batch.apply(report));
      const known = await this.repository.findJobs(run, unknownIn(decisions));
      const stored = await this.repository.findStored(run, repeatedIn(decisions));
      const inProgress = await this.items.inProgress(run, unfinishedIn(decisions));
      await this.leases.prolong(run, tokensOf(reports.filter((_, index) => isTaken(decisions[index]))));
      const hasItems = items.tallyChanges.length > 0;
      const accepted = await this.write(hasItems ? run : runAndCommit, batch, 'api');
      const reportedAt = hasItems ? await this.items.accept(runAndCommit, items) : undefined;
      const result = new BatchResult(batch, accepted, stored, known, reportedAt, inProgress);
      return decisions.map((decision) => result.of(decision));
    });
  }

  /** What is known of the item results of jobs that results are reported of, or that are to be finished. */
  private async itemsOf(run: Run, reports: readonly AnyReport[]): Promise<ItemBatch> {
    const ofResults = reports.filter(isOfResults);
    const jobIds = idsOf(reports.filter((report) => isOfResults(report) || isFinish(report)));
    return this.items.find(run, jobIds, ofResults);
  }

  /**
   * Looks at up to `limit` jobs whose time has been over for `sinceMs` milliseconds at most: fails those that fell
   * silent, and gives more time to those whose workers may have reported while the relay was away. Any number of
   * replicas may do so at once: locked jobs are skipped.
   */
  async expire(limit: number, sinceMs: number): Promise<{ expired: number; held: number }> {
    return this.database.transaction(async (run, runAndCommit) => {
      const stale = await this.repository.lockStale(run, limit, sinceMs);
      const held = stale.filter(({ isHeld }) => isHeld);
      const silent = stale.filter(({ isHeld }) => !isHeld);
      await this.repository.hold(run, held);
      const batch = new TransitionBatch(silent, false);
      for (const job of silent) batch.apply(expiryOf(job));
      const isTold = this.settings.NOTICE_URL !== undefined && silent.length > 0;
      await this.write(isTold ? run : runAndCommit, batch, 'expiry');
      if (isTold) await this.repository.tellExpired(runAndCommit, silent);
      return { expired: silent.length, held: held.length };
    });
  }

  /**
   * Records that locked jobs have started, for the workers that have claimed them, with the last statement of the
   * transaction of `run`.
   */
  async start(run: Run, starts: readonly Start[]): Promise<void> {
    const batch = new TransitionBatch(
      starts.map(({ job }) => job),
      false,
    );
    for (const { job, reportedBy, request } of starts)
      batch.apply({ ...STARTED, jobId: job.id, reportedBy, request });
    await this.write(run, batch, 'api');
  }

  /** Results that linger for others go now, where a final event has come to wait for them. Else they go soon. */
  private hasten(recorded: readonly (RecordedReport | 'locked')[]): void {
    const jobIds = recorded.flatMap((one) =>
      one !== 'locked' && one.kind === 'accepted' && one.event.delivery.waitingFor?.behind === 'items'
        ? [one.event.jobId]
        : [],
    );
    if (jobIds.length > 0) void this.database.run(HASTEN_ITEMS, [jobIds]).catch(() => undefined);
  }

  private write(run: Run, batch: TransitionBatch, origin: EventOrigin): Promise<Map<string, AcceptedEvent>> {
    return this.repository.accept(run, batch, origin, this.settings.JOB_EXPIRES_IN_SECONDS);
  }
}

/** A claim of a pending job, which is locked. */
export interface Start extends Pick<Report, 'reportedBy' | 'request'> {
  readonly job: LockedJob;
}

const STARTED = { event: 'started', failureReason: null, failureReasonType: null } as const;

/** The report that the relay makes itself when nothing was heard of a job. */
function expiryOf(job: StaleJob): Report {
  return {
    jobId: job.id,
    event: 'failed',
    failureReason: expiryReason(job),
    failureReasonType: 'job_expired',
    reportedBy: null,
    request: null,
  };
}

function repeatedIn(decisions: readonly Decision[]): Report[] {
  return decisions.flatMap((decision) => (decision.kind === 'impossible' ? decision.reports : []));
}

function unknownIn(decisions: readonly Decision[]): string[] {
  return [...new Set(decisions.flatMap((decision) => (decision.kind === 'unknown' ? [decision.jobId] : [])))];
}

function unfinishedIn(decisions: readonly Decision[]): string[] {
  return [
    ...new Set(decisions.flatMap((decision) => (decision.kind === 'unfinished' ? [decision.job.id] : []))),
  ];
}

function isOfResults(report: AnyReport): report is ItemsReport {
  return 'results' in report;
}

function isFinish(report: AnyReport): boolean {
  return 'allowMissing' in report;
}

/** The tokens of reports, each once. */
function tokensOf(reports: readonly AnyReport[]): ShownToken[] {
  const shown = reports.flatMap(({ jobId, leaseToken: token }) => (token ? [{ jobId, token }] : []));
  return [...new Map(shown.map((one) => [`${one.jobId}/${one.token}`, one])).values()];
}

function isTaken(decision: Decision | undefined): boolean {
  return decision?.kind === 'accepted' || decision?.kind === 'results';
}

function idsOf(reports: readonly { readonly jobId: string }[]): string[] {
  return [...new Set(reports.map(({ jobId }) => jobId))];
}
