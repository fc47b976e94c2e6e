import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Run } from '../database/database.js';
import { BatchResult, type RecordedReport } from './batch-result.js';
import { type AcceptedEvent, EventsRepository, type StaleJob } from './events.repository.js';
import { expiryReason } from './expiry-reason.js';
import type { EventOrigin } from '../queue/job-event.entity.js';
import { type Decision, type Report, TransitionBatch } from './transition-batch.js';

/**
 * The only writer of a job's status: lock the jobs, decide, write job, event and outbox row at once. It has two
 * entrances: reports, and jobs whose time is over.
 */
@Injectable()
export class EventRecorder {
  constructor(
    private readonly database: Database,
    private readonly repository: EventsRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes reports in order, each on its own terms, in one transaction. When this resolves, what it calls accepted is on
   * disk; a report whose job another transaction has is `locked`, and nothing has happened to it. Throws when the
   * database does not answer; then saying the same again is safe.
   */
  async record(reports: readonly Report[]): Promise<(RecordedReport | 'locked')[]> {
    return this.database.transaction(async (run, runAndCommit) => {
      const jobs = await this.repository.lockFree(run, idsOf(reports));
      const batch = new TransitionBatch(jobs, this.settings.UNKNOWN_JOBS === 'register');
      const decisions = reports.map((report) => batch.apply(report));
      const known = await this.repository.findJobs(run, idsOf(reportsOf(decisions, 'unknown')));
      const stored = await this.repository.findStored(run, reportsOf(decisions, 'impossible'));
      const accepted = await this.write(runAndCommit, batch, 'api');
      const result = new BatchResult(batch, accepted, stored, known);
      return decisions.map((decision) => result.of(decision));
    });
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
      await this.write(runAndCommit, batch, 'expiry');
      return { expired: silent.length, held: held.length };
    });
  }

  private write(run: Run, batch: TransitionBatch, origin: EventOrigin): Promise<Map<string, AcceptedEvent>> {
    return this.repository.accept(run, batch, origin, this.settings.JOB_EXPIRES_IN_SECONDS);
  }
}

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

function reportsOf(decisions: readonly Decision[], kind: 'unknown' | 'impossible'): Report[] {
  return decisions.flatMap((decision) => (decision.kind === kind ? [decision.report] : []));
}

function idsOf(reports: readonly Report[]): string[] {
  return [...new Set(reports.map(({ jobId }) => jobId))];
}
