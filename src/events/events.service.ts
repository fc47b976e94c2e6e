import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Run } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { mayRegister } from '../jobs/job-state.js';
import type { DomainError } from '../shared/domain-error.js';
import { cursorOf, pageOf } from '../shared/dto/page.dto.js';
import { dueNow } from './delivery-state.js';
import {
  type ExportJobEvent,
  type ExportJobEventPage,
  type ExportJobEventWithAttempts,
  toDeliveryAttempt,
  toExportJobEvent,
} from './dto/export-job-event.dto.js';
import type { ExportJobEventQuery } from './dto/export-job-event-query.dto.js';
import { EventNotFound, TransitionRefused } from './events.errors.js';
import { type AcceptedEvent, EventsRepository, type StoredEvent } from './events.repository.js';
import type { ExportJobEventEntity } from './job-event.entity.js';
import { expiryReason } from './expiry-reason.js';
import { Ledger, type Report, says, type Verdict } from './ledger.js';

/** What became of a report. */
export type Recorded = Told | { kind: 'refused'; error: DomainError };
export type Told = { kind: 'accepted' | 'repeated'; event: ExportJobEvent };

/** The same while the transaction runs: an event whose delivery has a story already is named, and read after it. */
type Outcome = Recorded | { kind: 'stored'; as: Told['kind']; id: string };

/** The events that happened to jobs. Nothing else changes a job's status. */
@Injectable()
export class EventsService {
  constructor(
    private readonly repository: EventsRepository,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes reports in order, each on its own terms, in one transaction: lock the jobs, check, move them, write events
   * and outbox rows. When this resolves, what it calls accepted is on disk. Throws when the database does not answer;
   * then saying the same again is safe.
   */
  async recordAll(reports: Report[], by: string | null): Promise<Recorded[]> {
    const outcomes = await this.repository.transaction(async (run) => {
      const ledger = await this.open(run, reports);
      const verdicts = reports.map((report) => ledger.enter(report));
      const accepted = await this.repository.accept(run, ledger, 'api', by);
      const impossible = verdicts.flatMap((verdict) =>
        verdict.kind === 'impossible' ? [verdict.report] : [],
      );
      const stored = impossible.length === 0 ? [] : await this.repository.findStored(run, impossible);
      return verdicts.map((verdict) => settle(verdict, accepted, stored));
    });
    outcomes.forEach((outcome, index) => {
      const result = outcome.kind === 'stored' ? outcome.as : outcome.kind;
      this.metrics.reports.inc({ event: reports[index]?.event ?? '', result });
    });
    return this.answer(outcomes);
  }

  /** The same for one report. Throws `JobNotFound` or `TransitionRefused`. */
  async record(report: Report, by: string | null): Promise<Told> {
    const [recorded] = (await this.recordAll([report], by)) as [Recorded];
    if (recorded.kind === 'refused') throw recorded.error;
    return recorded;
  }

  /**
   * Fails up to `limit` jobs that nothing was heard of in time and returns how many. Any number of replicas may do so
   * at once: a job that another one has locked is skipped.
   */
  async expire(limit: number): Promise<number> {
    return this.repository.transaction(async (run) => {
      const stale = await this.repository.lockStale(run, limit);
      const ledger = new Ledger(stale, new Set());
      for (const job of stale) {
        ledger.enter({
          jobId: job.id,
          event: 'failed',
          failureReason: expiryReason(job),
          failureReasonType: 'job_expired',
        });
      }
      await this.repository.accept(run, ledger, 'expiry', null);
      return stale.length;
    });
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

  private async open(run: Run, reports: Report[]): Promise<Ledger> {
    const { UNKNOWN_JOBS, JOB_EXPIRES_IN_SECONDS } = this.settings;
    const registering = UNKNOWN_JOBS === 'register' ? reports.filter(({ event }) => mayRegister(event)) : [];
    const unseen = await this.repository.registerUnknown(run, idsOf(registering), JOB_EXPIRES_IN_SECONDS);
    return new Ledger(await this.repository.lock(run, idsOf(reports)), unseen);
  }

  private async answer(outcomes: Outcome[]): Promise<Recorded[]> {
    const ids = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.id] : []));
    const rows = ids.length === 0 ? [] : await this.repository.findMany(ids);
    const events = new Map((await this.withDeliveries(rows)).map((event) => [event.id, event]));
    return outcomes.map((outcome) => {
      if (outcome.kind !== 'stored') return outcome;
      const event = events.get(outcome.id);
      return event ? { kind: outcome.as, event } : { kind: 'refused', error: new EventNotFound(outcome.id) };
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

function idsOf(reports: Report[]): string[] {
  return [...new Set(reports.map(({ jobId }) => jobId))];
}

/** The last word on a report, now that the table is written and was asked for what it held already. */
function settle(verdict: Verdict, accepted: Map<string, AcceptedEvent>, stored: StoredEvent[]): Outcome {
  switch (verdict.kind) {
    case 'refused':
      return verdict;
    case 'accepted': {
      const { event } = verdict;
      const { acceptedAt, dueAt } = accepted.get(event.id) as AcceptedEvent;
      return dueAt === null
        ? { kind: 'stored', as: 'accepted', id: event.id }
        : {
            kind: 'accepted',
            event: toExportJobEvent({ ...event, acceptedAt, origin: 'api' }, dueNow(acceptedAt)),
          };
    }
    case 'impossible': {
      const { report, job } = verdict;
      const same = stored.find(({ jobId, event }) => jobId === report.jobId && event === report.event);
      if (same && says(report, same)) return { kind: 'stored', as: 'repeated', id: same.id };
      const reason = same ? 'recorded_with_another_reason' : 'impossible';
      return { kind: 'refused', error: new TransitionRefused(job, report.event, reason) };
    }
  }
}
