import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ValidationFailed } from '../api/validation.js';
import { DISCARD, REDELIVER } from '../queue/dead.sql.js';
import { COUNT_CAUSES } from './dead-letters.sql.js';
import type { DeadCause, DeadCauseQuery, RedeliverExportJobEvents } from './dto/dead-letters.dto.js';
import type { ExportJobEvent } from '../events/dto/export-job-event.dto.js';
import { EventNotDead, EventNotFound } from '../events/events.errors.js';
import { EventListRepository } from '../events/event-list.repository.js';
import { EventsService } from '../events/events.service.js';
import { LOCK_JOBS } from '../events/events.sql.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';

/** Events made due in one transaction, when many are. */
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

  /** Makes all dead events that match due again, or counts them. Throws `ValidationFailed` when nothing says which. */
  async redeliverMany(request: RedeliverExportJobEvents, by: string | null): Promise<number> {
    const { all, dryRun, ...filter } = request;
    if (all !== true && Object.values(filter).every((value) => value == null)) {
      throw new ValidationFailed([
        { pointer: '/all', detail: 'must be true to redeliver every dead event; else name a filter' },
      ]);
    }
    if (filter.deliveryStatus && filter.deliveryStatus !== 'dead') return 0;
    const dead = { ...filter, deliveryStatus: 'dead' as const };
    if (dryRun) return this.list.count(dead);

    let count = 0;
    let after = null;
    for (;;) {
      const rows = await this.list.read(dead, after, BATCH);
      const last = rows.at(-1);
      if (!last) return count;
      count += await this.redeliverRows(rows, by);
      this.logger.log({ caller: by, count }, 'Dead events are due again, so far');
      after = { at: last.acceptedAt, id: last.id };
    }
  }

  /** Gives a dead event up, so that the later ones of its job can go. Throws `EventNotFound` or `EventNotDead`. */
  async discard(id: string, reason: string, by: string | null): Promise<ExportJobEvent> {
    const { jobId, sequence } = await this.row(id);
    const discarded = await this.database.transaction(async (run) => {
      await run(LOCK_JOBS, [[jobId]]);
      return run(DISCARD, DISCARD.values({ jobId, sequence, by, reason }));
    });
    if (discarded.length === 0) throw new EventNotDead(id, (await this.row(id)).deliveryStatus);
    return this.events.summary(id);
  }

  /** Why events are dead, the most frequent cause first. */
  causes({ lastTriedAfter, lastTriedBefore }: DeadCauseQuery): Promise<DeadCause[]> {
    return this.database.run(COUNT_CAUSES, [lastTriedAfter, lastTriedBefore, MAX_COUNTED]);
  }

  private redeliverRows(rows: ExportJobEventEntity[], by: string | null): Promise<number> {
    const jobIds = rows.map(({ jobId }) => jobId);
    return this.database.transaction(async (run) => {
      await run(LOCK_JOBS, [jobIds]);
      const revived = await run(REDELIVER, REDELIVER.values({ dead: rows, by }));
      return revived.length;
    });
  }

  private async row(id: string): Promise<ExportJobEventEntity> {
    const row = await this.list.find(id);
    if (!row) throw new EventNotFound(id);
    return row;
  }
}
