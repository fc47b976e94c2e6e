import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { DomainError } from '../api/domain-error.js';
import { encodeOrdered } from '../api/ordered-cursor.js';
import { orderOf, placeOf } from '../api/dto/ordered-page.dto.js';
import type { RecordedReport } from './batch-result.js';
import {
  type ExportJobEvent,
  type ExportJobEventPage,
  type ExportJobEventWithAttempts,
  toDeliveryAttempt,
  toExportJobEvent,
} from './dto/export-job-event.dto.js';
import type { ExportJobEventQuery } from './dto/export-job-event-query.dto.js';
import { EventListRepository } from './event-list.repository.js';
import { EventNotFound } from './events.errors.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ReportBatcher } from './report-batcher.js';
import type { FinishReport, Report } from './transition-batch.js';

/** The event that a report said, as it is now. */
export interface ReportedEvent {
  readonly event: ExportJobEvent;
  /** False when the same was reported before. */
  readonly isNew: boolean;
}

/** The outcome of a report of an event. */
type RecordedEvent = Exclude<RecordedReport, { readonly kind: 'results' }>;

/** Takes reports of events, and shows the events there are. */
@Injectable()
export class EventsService {
  constructor(
    private readonly list: EventListRepository,
    private readonly batcher: ReportBatcher,
    private readonly jobs: JobsService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes reports in order, each on its own terms; a refused one is answered with its error. When this resolves, all
   * that was not refused is on disk. Throws when the database does not answer; then saying the same again is safe.
   */
  async recordAll(reports: (Report | FinishReport)[]): Promise<(ReportedEvent | DomainError)[]> {
    // No results were reported, and none come back.
    const recorded = (await this.batcher.record(reports)) as RecordedEvent[];
    recorded.forEach(({ kind: result }, index) => {
      this.metrics.reports.inc({ event: wordOf(reports[index]), result });
    });
    return this.answers(recorded);
  }

  /** The same for one report. Throws `JobNotFound`, `TransitionRefused` or, of a finish, `ItemsUnfinished`. */
  async record(report: Report | FinishReport): Promise<ReportedEvent> {
    const [answer] = (await this.recordAll([report])) as [ReportedEvent | DomainError];
    if (answer instanceof DomainError) throw answer;
    return answer;
  }

  /** Throws `EventNotFound`. */
  async get(id: string): Promise<ExportJobEventWithAttempts> {
    const row = await this.list.find(id);
    if (!row) throw new EventNotFound(id);
    const [[event], attempts] = await Promise.all([this.withDeliveries([row]), this.list.attemptsOf(row)]);
    if (!event) throw new EventNotFound(id);
    return { ...event, attempts: attempts.map(toDeliveryAttempt) };
  }

  /** The event without its attempts. Throws `EventNotFound`. */
  async summary(id: string): Promise<ExportJobEvent> {
    const row = await this.list.find(id);
    const [event] = row ? await this.withDeliveries([row]) : [];
    if (!event) throw new EventNotFound(id);
    return event;
  }

  /** A page that has few events, or none, may have a next one anyway: it says so. */
  async page(query: ExportJobEventQuery): Promise<ExportJobEventPage> {
    const order = orderOf(query);
    const { rows, next } = await this.list.read(query, placeOf(query), query.limit, order);
    const last = rows.at(-1);
    const end = next ?? (last && { at: last.acceptedAt, id: last.id });
    const [events, companies] = await Promise.all([
      this.withDeliveries(rows),
      this.jobs.companiesOf(rows.map(({ jobId }) => jobId)),
    ]);
    return {
      data: events.map((event) => ({ companyId: companies.get(event.jobId) ?? null, ...event })),
      pagination: { hasNextPage: next !== null, endCursor: end ? encodeOrdered(end, order) : null },
    };
  }

  /** Repeats are answered with the stored event. It is read after the commit, so no group waits for it. */
  private async answers(recorded: RecordedEvent[]): Promise<(ReportedEvent | DomainError)[]> {
    const repeated = await this.byIds(recorded.flatMap((one) => (one.kind === 'repeated' ? [one.id] : [])));
    return recorded.map((one) => {
      if (one.kind === 'accepted') return { event: one.event, isNew: true };
      if (one.kind === 'refused') return one.error;
      const event = repeated.get(one.id);
      return event ? { event, isNew: false } : new EventNotFound(one.id);
    });
  }

  private async byIds(ids: string[]): Promise<Map<string, ExportJobEvent>> {
    if (ids.length === 0) return new Map();
    const events = await this.withDeliveries(await this.list.findMany(ids));
    return new Map(events.map((event) => [event.id, event]));
  }

  private async withDeliveries(rows: ExportJobEventEntity[]): Promise<ExportJobEvent[]> {
    const deliveries = await this.list.deliveries(rows);
    return rows.flatMap((row) => {
      const delivery = deliveries.get(row.id);
      return delivery ? [toExportJobEvent(row, delivery)] : [];
    });
  }
}

/** What a report is counted by. */
function wordOf(report: Report | FinishReport | undefined): string {
  return report && 'event' in report ? report.event : 'finish';
}
