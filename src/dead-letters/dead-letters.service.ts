import { Injectable, Logger } from '@nestjs/common';
import { Database, type Run } from '../database/database.js';
import type { Cursor } from '../api/cursor.js';
import { DISCARD, REDELIVER } from '../queue/dead.sql.js';
import { COUNT_CAUSES } from './dead-letters.sql.js';
import { EventNotPending, EventUnderWay } from './dead-letters.errors.js';
import type {
  DeadCause,
  DeadCauseQuery,
  DiscardCount,
  DiscardExportJobEvent,
  DiscardExportJobEvents,
  RedeliverExportJobEvents,
  RedeliveryCount,
} from './dto/dead-letters.dto.js';
import type { ExportJobEvent } from '../events/dto/export-job-event.dto.js';
import { EventNotDead, EventNotFound } from '../events/events.errors.js';
import { EventListRepository, type EventPage } from '../events/event-list.repository.js';
import type { EventSelection } from '../events/event-selection.js';
import { EventsService } from '../events/events.service.js';
import { LOCK_JOBS } from '../events/events.sql.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';

/** Events in one transaction, when many are meant. */
const BATCH = 500;

/** Dead events that are looked at for their causes, at most. */
const MAX_COUNTED = 10_000;

/** What a person does about events that were given up on. Each act is kept with the name of who did it. */
@Injectable()
export class DeadLettersService {
  private readonly logger = new Logger(DeadLettersService.name);

  constructor(
    private readonly events: EventsService,
    private readonly list: EventListRepository,
    private readonly database: Database,
  ) {}

  /** Makes a dead event due again. Throws `EventNotFound` or `EventNotDead`. */
  async redeliver(id: string, by: string | null): Promise<ExportJobEvent> {
    const row = await this.row(id);
    const revived = await this.redeliverRows([row], by);
    if (revived === 0) throw new EventNotDead(id, (await this.row(id)).deliveryStatus);
    return this.events.summary(id);
  }

  /** Makes dead events that match due again, or counts them. */
  async redeliverMany(
    { all: _all, dryRun, limit, ...filter }: RedeliverExportJobEvents,
    by: string | null,
  ): Promise<RedeliveryCount> {
    if (filter.deliveryStatus && filter.deliveryStatus !== 'dead') return { count: 0, remaining: 0 };
    const dead = { ...filter, deliveryStatus: 'dead' as const };
    if (dryRun) return this.wouldBe(dead);
    const { count, remaining } = await this.actOn(dead, (rows) => this.redeliverRows(rows, by), {
      limit,
      caller: by,
      said: 'Dead events are due again, so far',
    });
    return { count, remaining };
  }

  /**
   * Gives an event up that is dead, or pending where that is said, so the later ones of its job can go. Throws
   * `EventNotFound`, `EventNotDead`, or of a pending one `EventNotPending` or `EventUnderWay`.
   */
  async discard(id: string, request: DiscardExportJobEvent, by: string | null): Promise<ExportJobEvent> {
    const wanted = request.deliveryStatus ?? 'dead';
    const count = await this.discardRows([await this.row(id)], wanted, request.reason, by);
    if (count > 0) return this.events.summary(id);
    const { deliveryStatus } = await this.row(id);
    if (wanted === 'dead') throw new EventNotDead(id, deliveryStatus);
    throw deliveryStatus === 'pending' ? new EventUnderWay(id) : new EventNotPending(id, deliveryStatus);
  }

  /** The same with all events that match, or counts them. */
  async discardMany(
    { all: _all, dryRun, limit, reason, deliveryStatus, ...filter }: DiscardExportJobEvents,
    by: string | null,
  ): Promise<DiscardCount> {
    const wanted = deliveryStatus ?? 'dead';
    const selection = { ...filter, deliveryStatus: wanted };
    if (dryRun || reason == null) return { ...(await this.wouldBe(selection)), underWay: 0 };
    const { count, remaining, left } = await this.actOn(
      selection,
      (rows) => this.discardRows(rows, wanted, reason, by),
      { limit, caller: by, said: 'Events are discarded, so far' },
    );
    return { count, remaining, underWay: left };
  }

  /** Why events are dead, the most frequent cause first. */
  causes({ lastTriedAfter, lastTriedBefore }: DeadCauseQuery): Promise<DeadCause[]> {
    return this.database.run(COUNT_CAUSES, [lastTriedAfter, lastTriedBefore, MAX_COUNTED]);
  }

  private async wouldBe(selection: EventSelection): Promise<{ count: number; remaining: number }> {
    const count = await this.list.count(selection);
    return { count, remaining: count };
  }

  /**
   * Runs `act` on events that match, in transactions of up to BATCH, until there are no more, or `limit` are done.
   * `left` are those that it did nothing about, which are none of those that remain.
   */
  private async actOn(
    selection: EventSelection,
    act: (rows: ExportJobEventEntity[]) => Promise<number>,
    { limit, caller, said }: { limit: number | null | undefined; caller: string | null; said: string },
  ): Promise<{ count: number; left: number; remaining: number }> {
    let count = 0;
    let left = 0;
    let after: Cursor | null = null;
    do {
      const batch = limit == null ? BATCH : Math.min(BATCH, limit - count);
      const { rows, next }: EventPage = await this.list.read(selection, after, batch);
      const done = rows.length > 0 ? await act(rows) : 0;
      count += done;
      left += rows.length - done;
      if (done > 0) this.logger.log({ caller, count }, said);
      after = next;
    } while (after && (limit == null || count < limit));
    return { count, left, remaining: after ? await this.list.count(selection) : 0 };
  }

  private redeliverRows(rows: ExportJobEventEntity[], by: string | null): Promise<number> {
    return this.underLock(rows, (run) => run(REDELIVER, REDELIVER.values({ dead: rows, by })));
  }

  private discardRows(
    rows: ExportJobEventEntity[],
    wanted: 'dead' | 'pending',
    reason: string,
    by: string | null,
  ): Promise<number> {
    const values = DISCARD.values({ events: rows, dead: wanted === 'dead', by, reason });
    return this.underLock(rows, (run) => run(DISCARD, values));
  }

  /** Runs a statement under the lock of the jobs of `rows`; returns how many rows it returned. */
  private underLock(rows: ExportJobEventEntity[], act: (run: Run) => Promise<object[]>): Promise<number> {
    return this.database.transaction(async (run) => {
      await run(LOCK_JOBS, [rows.map(({ jobId }) => jobId)]);
      return (await act(run)).length;
    });
  }

  private async row(id: string): Promise<ExportJobEventEntity> {
    const row = await this.list.find(id);
    if (!row) throw new EventNotFound(id);
    return row;
  }
}
