import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Metrics } from '../metrics/metrics.js';
import type { DomainError } from '../api/domain-error.js';
import { cursorOf, pageOf } from '../api/dto/page.dto.js';
import {
  type ExportJobEvent,
  type ExportJobEventPage,
  type ExportJobEventWithAttempts,
  toDeliveryAttempt,
  toExportJobEvent,
} from './dto/export-job-event.dto.js';
import type { ExportJobEventQuery } from './dto/export-job-event-query.dto.js';
import { EventNotFound } from './events.errors.js';
import { EventsRepository } from './events.repository.js';
import { expiryReason } from './expiry-reason.js';
import { ReportBatcher, type Settled } from './report-batcher.js';
import type { ExportJobEventEntity } from './job-event.entity.js';
import { TransitionBatch, type Report } from './transition-batch.js';

/** What became of a report. */
export type Recorded = Told | { kind: 'refused'; error: DomainError };
export type Told = { kind: 'accepted' | 'repeated'; event: ExportJobEvent };

/** The events that happened to jobs. Nothing else changes a job's status. */
@Injectable()
export class EventsService {
  constructor(
    private readonly repository: EventsRepository,
    private readonly intake: ReportBatcher,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes reports in order, each on its own terms. When this resolves, what it calls accepted is on disk. Throws when
   * the database does not answer; then saying the same again is safe.
   */
  async recordAll(reports: Report[]): Promise<Recorded[]> {
    const settled = await this.intake.record(reports);
    settled.forEach(({ kind: result }, index) => {
      this.metrics.reports.inc({ event: reports[index]?.event ?? '', result });
    });
    return this.answer(settled);
  }

  /** The same for one report. Throws `JobNotFound` or `TransitionRefused`. */
  async record(report: Report): Promise<Told> {
    const [recorded] = (await this.recordAll([report])) as [Recorded];
    if (recorded.kind === 'refused') throw recorded.error;
    return recorded;
  }

  /**
   * Looks at up to `limit` jobs whose time is over, since `sinceMs` milliseconds at most: fails those that nothing was heard of, and gives those time that may
   * not have been heard. Returns how many those were. Any number of replicas may do so at once: a job that another one
   * has locked is skipped.
   */
  async expire(limit: number, sinceMs: number): Promise<{ expired: number; held: number }> {
    return this.repository.transaction(async (run, last) => {
      const stale = await this.repository.lockStale(run, limit, sinceMs);
      const held = stale.filter(({ isHeld }) => isHeld);
      await this.repository.hold(run, held);
      const ledger = new TransitionBatch(stale, false);
      for (const job of stale) {
        if (job.isHeld) continue;
        ledger.enter({
          jobId: job.id,
          event: 'failed',
          failureReason: expiryReason(job),
          failureReasonType: 'job_expired',
          reportedBy: null,
          request: null,
        });
      }
      await this.repository.accept(last, ledger, 'expiry', this.settings.JOB_EXPIRES_IN_SECONDS);
      return { expired: stale.length - held.length, held: held.length };
    });
  }

  /** For how long the time of the first unfinished job has been over, in milliseconds; null when none's is. */
  longestOverdue(): Promise<number | null> {
    return this.repository.longestOverdue();
  }

  /** Lets up to `limit` jobs that would not expire for longer than any limit allows begin anew; returns how many. */
  shorten(limit: number): Promise<number> {
    return this.repository.shorten(limit);
  }

  /** Throws `EventNotFound`. */
  async get(id: string): Promise<ExportJobEventWithAttempts> {
    const row = await this.repository.find(id);
    if (!row) throw new EventNotFound(id);
    const [[event], attempts] = await Promise.all([
      this.withDeliveries([row]),
      this.repository.attemptsOf(row),
    ]);
    if (!event) throw new EventNotFound(id);
    return { ...event, attempts: attempts.map(toDeliveryAttempt) };
  }

  /** The event without its attempts. Throws `EventNotFound`. */
  async summary(id: string): Promise<ExportJobEvent> {
    const row = await this.repository.find(id);
    const [event] = row ? await this.withDeliveries([row]) : [];
    if (!event) throw new EventNotFound(id);
    return event;
  }

  async page(query: ExportJobEventQuery): Promise<ExportJobEventPage> {
    const rows = await this.repository.read(query, cursorOf(query), query.limit + 1);
    const page = pageOf(
      rows,
      query.limit,
      ({ acceptedAt, id }) => ({ at: acceptedAt, id }),
      (row) => row,
    );
    return { ...page, data: await this.withDeliveries(page.data) };
  }

  /** Repeats are answered with the stored event as it is now. */
  private async answer(settled: Settled[]): Promise<Recorded[]> {
    const ids = settled.flatMap((outcome) => (outcome.kind === 'repeated' ? [outcome.id] : []));
    if (ids.length === 0) return settled as Exclude<Settled, { kind: 'repeated' }>[];
    const rows = await this.repository.findMany(ids);
    const events = new Map((await this.withDeliveries(rows)).map((event) => [event.id, event]));
    return settled.map((outcome) => {
      if (outcome.kind !== 'repeated') return outcome;
      const event = events.get(outcome.id);
      return event ? { kind: 'repeated', event } : { kind: 'refused', error: new EventNotFound(outcome.id) };
    });
  }

  private async withDeliveries(rows: ExportJobEventEntity[]): Promise<ExportJobEvent[]> {
    const deliveries = await this.repository.deliveries(rows);
    return rows.flatMap((row) => {
      const delivery = deliveries.get(row.id);
      return delivery ? [toExportJobEvent(row, delivery)] : [];
    });
  }
}
