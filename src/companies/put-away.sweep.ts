import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RelayClock } from '../clock/relay-clock.js';
import { Database, type Run } from '../database/database.js';
import { DISCARD_UNDELIVERED } from '../items/undelivered-items.sql.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { DISCARD_ITEMS_MESSAGE, MAX_ACT_BATCH, NOTE_DISCARDED_ITEMS } from '../queue/dead-items.sql.js';
import {
  DISCARD_PARKED_EVENTS,
  FIND_PARKED,
  FIND_PARKED_ITEMS,
  FIND_PARKED_JOBS,
  RELEASE_ABANDONED,
} from '../queue/parked.sql.js';
import { LOCK_QUEUES } from '../queue/settle.sql.js';
import { FIND_DISCARDING, LOCK_DISCARDING } from './companies.sql.js';

const INTERVAL_MS = 2000;

/** Messages that are looked at in one transaction. */
const MESSAGES = 500;

/** How long the clock must have been steady before the end of a lease by it counts, in milliseconds. */
const STEADY_MS = 60_000;

/** Who put a company away, and why: what is given up is given up by them. */
interface Discarding {
  readonly by: string | null;
  readonly reason: string;
}

/**
 * Gives up what waits of companies that were put away so: what waited then, what was under way and came back, and what
 * is reported later. Nothing of it can be claimed, so there is no hurry, and every replica may do it.
 */
@Injectable()
export class PutAwaySweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PutAwaySweep.name);
  private readonly periodic: Periodic;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly clock: RelayClock,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('put_away', 'Put-away sweep', 'shown', INTERVAL_MS, () => this.runOnce());
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    this.stopping = true;
    return this.periodic.stop();
  }

  /** Returns how many events and results were given up. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    const discarding = await this.database.run<{ id: string }>(FIND_DISCARDING, []);
    if (discarding.length === 0) return 0;
    const found = await this.database.run<{ id: string }>(FIND_PARKED, [discarding.map(({ id }) => id)]);
    if (found.length === 0) return 0;
    const isSteady = (await this.clock.look()) >= STEADY_MS;
    let sum = 0;
    for (const { id } of found) {
      if (isSteady) await this.database.commit(RELEASE_ABANDONED, [id]);
      const count = await this.discard(id);
      if (count > 0)
        this.logger.log({ companyId: id, count }, 'Discarded the waiting messages of a company that left');
      sum += count;
    }
    return sum;
  }

  private async discard(companyId: string): Promise<number> {
    let sum = 0;
    for (let count = 1; count > 0 && !this.stopping; sum += count)
      count = await this.database.transaction((run) => discardSome(run, companyId));
    return sum;
  }
}

/** Jobs that others have locked are left to the next turn. A company that is being taken back is waited for. */
async function discardSome(run: Run, companyId: string): Promise<number> {
  const [company] = await run<Discarding>(LOCK_DISCARDING, [companyId]);
  if (!company) return 0;
  const found = await run<{ id: string }>(FIND_PARKED_JOBS, [companyId, MESSAGES]);
  if (found.length === 0) return 0;
  const locked = await run<{ id: string }>(LOCK_QUEUES, [found.map(({ id }) => id)]);
  const jobs = locked.map(({ id }) => id);
  const results = await discardResults(run, jobs, company);
  const events = await run(DISCARD_PARKED_EVENTS, DISCARD_PARKED_EVENTS.values({ jobs, ...company }));
  return results + events.length;
}

async function discardResults(
  run: Run,
  jobs: readonly string[],
  { by, reason }: Discarding,
): Promise<number> {
  let sum = 0;
  for (const { jobId, sequence } of await run<{ jobId: string; sequence: number }>(FIND_PARKED_ITEMS, [
    jobs,
  ])) {
    if (sum >= MAX_ACT_BATCH) break;
    const values = DISCARD_UNDELIVERED.values({ jobId, limit: MAX_ACT_BATCH - sum });
    const [done = { count: 0, left: 0 }] = await run<{ count: number; left: number }>(
      DISCARD_UNDELIVERED,
      values,
    );
    const { count, left } = done;
    sum += count;
    const act = { jobId, sequence, by, reason, entries: count };
    if (count > 0) await run(NOTE_DISCARDED_ITEMS, NOTE_DISCARDED_ITEMS.values(act));
    if (left === 0) await run(DISCARD_ITEMS_MESSAGE, DISCARD_ITEMS_MESSAGE.values({ jobId, sequence }));
  }
  return sum;
}
