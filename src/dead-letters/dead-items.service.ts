import { Injectable } from '@nestjs/common';
import { Database, type Run } from '../database/database.js';
import { LOCK_JOBS } from '../events/events.sql.js';
import { DISCARD_ITEMS, FIND_DEAD, REVIVE_ITEMS } from '../items/dead-items.sql.js';
import { ItemsNotDead } from '../items/items.errors.js';
import { JobsService } from '../jobs/jobs.service.js';
import {
  DISCARD_ITEMS_MESSAGE,
  LOCK_MESSAGES,
  MAX_ACT_BATCH,
  NOTE_DISCARDED_ITEMS,
  REDELIVER_ITEMS,
} from '../queue/dead-items.sql.js';
import { FinalEventUnderWay } from './dead-letters.errors.js';

/** What is left of a job's results after an act. */
interface Left {
  readonly sequence: number;
  readonly pending: number;
  readonly dead: number;
  readonly count: number;
}

interface WaitingMessage {
  readonly sequence: number;
  readonly kind: string;
  readonly isUnderWay: boolean;
}

/** What a person does about item results that Pleo refused. Each act is kept with the name of who did it. */
@Injectable()
export class DeadItemsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
  ) {}

  /**
   * Delivers dead results of a job once more, `ids` or all of them, before its final event where that has not gone.
   * Returns how many. Throws `JobNotFound`, `ItemsNotDead` when one of `ids` is not dead, or `FinalEventUnderWay`.
   */
  async redeliver(jobId: string, ids: string[] | null, by: string | null): Promise<number> {
    return this.inBatches(jobId, ids, async (run) => {
      const waiting = await run<WaitingMessage>(LOCK_MESSAGES, [jobId]);
      const place = waiting.findIndex(({ kind }) => kind === 'items');
      if (place !== -1 && waiting.slice(place + 1).some(({ isUnderWay }) => isUnderWay))
        throw new FinalEventUnderWay(jobId);
      const [left] = await run<Left>(
        REVIVE_ITEMS,
        REVIVE_ITEMS.values({ jobId, ids: ids ?? [], limit: MAX_ACT_BATCH }),
      );
      if (!left || left.count === 0) return 0;
      const { sequence, count } = left;
      await run(REDELIVER_ITEMS, REDELIVER_ITEMS.values({ jobId, sequence, by, entries: count }));
      return count;
    });
  }

  /**
   * Gives dead results of a job up, `ids` or all of them: its final event can go when none is left. Returns how many.
   * Throws `JobNotFound`, or `ItemsNotDead` when one of `ids` is not dead.
   */
  async discard(jobId: string, ids: string[] | null, reason: string, by: string | null): Promise<number> {
    return this.inBatches(jobId, ids, async (run) => {
      await run(LOCK_MESSAGES, [jobId]);
      const [left] = await run<Left>(
        DISCARD_ITEMS,
        DISCARD_ITEMS.values({ jobId, ids: ids ?? [], limit: MAX_ACT_BATCH }),
      );
      if (!left || left.count === 0) return 0;
      const { sequence, count, pending, dead } = left;
      const note = NOTE_DISCARDED_ITEMS.values({ jobId, sequence, by, reason, entries: count });
      await run(NOTE_DISCARDED_ITEMS, note);
      if (pending + dead === 0)
        await run(DISCARD_ITEMS_MESSAGE, DISCARD_ITEMS_MESSAGE.values({ jobId, sequence }));
      return count;
    });
  }

  /** Runs `act` under the job's lock, in transactions of up to MAX_ACT_BATCH results, until none is left. */
  private async inBatches(
    jobId: string,
    ids: string[] | null,
    act: (run: Run) => Promise<number>,
  ): Promise<number> {
    await this.jobs.row(jobId);
    for (let count = 0; ;) {
      const isFirst = count === 0;
      const done = await this.database.transaction(async (run) => {
        await run(LOCK_JOBS, [[jobId]]);
        if (ids && isFirst) await checkDead(run, jobId, ids);
        return act(run);
      });
      count += done;
      if (done < MAX_ACT_BATCH) return count;
    }
  }
}

async function checkDead(run: Run, jobId: string, ids: string[]): Promise<void> {
  const rows = await run<{ id: string }>(FIND_DEAD, FIND_DEAD.values({ jobId, ids }));
  const dead = new Set(rows.map(({ id }) => id));
  const others = ids.filter((id) => !dead.has(id.toLowerCase()));
  if (others.length > 0) throw new ItemsNotDead(jobId, others);
}
