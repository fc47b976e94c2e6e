import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Settings } from '../config/settings.js';
import { Database, type Run } from '../database/database.js';
import { ACCEPT_ITEMS } from './accept-items.sql.js';
import type { CountedReason } from './final-event.js';
import { ItemBatch, type ItemsReport, type KnownResult, type Tally } from './item-batch.js';
import type { PendingResult } from './item-result.js';
import {
  FIND_IN_PROGRESS,
  FIND_PENDING_RESULTS,
  FIND_REASONS,
  FIND_RESULTS,
  FIND_TALLIES,
} from './items.sql.js';
import {
  type ItemSettlement,
  SETTLE_ITEMS,
  SETTLE_ITEMS_AND_TELL,
  type SettledItems,
} from './settle-items.sql.js';

/**
 * How long the first result of a request waits for others, in milliseconds: much less than anybody looks at, and enough
 * for a worker that reports one by one to fill requests.
 */
export const LINGER_MS = 250;

/** Unfinished entries that are named to a worker. */
const MAX_NAMED = 100;

/** Runs the statements on item results; those that write are part of a transaction that has locked the jobs. */
@Injectable()
export class ItemsRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** What is known of the results of `jobIds`, as far as `reports` need it. */
  async find(run: Run, jobIds: string[], reports: readonly ItemsReport[]): Promise<ItemBatch> {
    if (jobIds.length === 0) return new ItemBatch([], []);
    const wanted = reports.flatMap(({ jobId, results }) =>
      results.map(({ accountingEntryId }) => ({ jobId, accountingEntryId })),
    );
    const [tallies, known] = await Promise.all([
      run<Tally>(FIND_TALLIES, [jobIds]),
      wanted.length === 0 ? [] : run<KnownResult>(FIND_RESULTS, FIND_RESULTS.values({ wanted })),
    ]);
    return new ItemBatch(tallies, known);
  }

  /** The reasons of failed results, by job. */
  async reasons(run: Run, jobIds: string[]): Promise<Map<string, CountedReason[]>> {
    const byJob = new Map<string, CountedReason[]>();
    if (jobIds.length === 0) return byJob;
    for (const row of await run<CountedReason & { jobId: string }>(FIND_REASONS, [jobIds]))
      byJob.set(row.jobId, [...(byJob.get(row.jobId) ?? []), row]);
    return byJob;
  }

  /** The first entries of each job that are in progress. */
  async inProgress(run: Run, jobIds: string[]): Promise<Map<string, string[]>> {
    const byJob = new Map<string, string[]>();
    for (const jobId of jobIds) {
      const rows = await run<{ id: string }>(FIND_IN_PROGRESS, [jobId, MAX_NAMED]);
      byJob.set(
        jobId,
        rows.map(({ id }) => id),
      );
    }
    return byJob;
  }

  /** Writes a batch of results. Returns when they were kept, by job. */
  async accept(run: Run, { tallyChanges, results, newReasons }: ItemBatch): Promise<Map<string, Date>> {
    const perRequest = this.settings.PLEO_ITEMS_PER_REQUEST;
    const tallies = tallyChanges.map((tally) => ({
      messageId: uuidv7(),
      isFull: tally.pending >= perRequest,
      ...tally,
    }));
    const values = ACCEPT_ITEMS.values({ tallies, results, reasons: newReasons, lingerMs: LINGER_MS });
    const rows = await run<{ jobId: string; reportedAt: Date }>(ACCEPT_ITEMS, values);
    return new Map(rows.map(({ jobId, reportedAt }) => [jobId, reportedAt]));
  }

  /**
   * Up to `limit` results of a job that wait, oldest first, and whether Pleo's `lastUpdatedAt` was read for it already.
   * Throws what pg throws.
   */
  async pending(jobId: string, limit: number): Promise<{ results: PendingResult[]; isPleoRead: boolean }> {
    type Row = Nullable<PendingResult> & { isPleoRead: boolean };
    const rows = await this.database.run<Row>(FIND_PENDING_RESULTS, [jobId, limit]);
    return {
      results: rows.filter((row): row is Row & PendingResult => row.accountingEntryId !== null),
      isPleoRead: rows[0]?.isPleoRead ?? true,
    };
  }

  /** Writes the outcomes of results, as far as the claims of their messages are still held. */
  settle(run: Run, settlements: readonly ItemSettlement[]): Promise<SettledItems[]> {
    const holdMs = this.settings.DEAD_ITEMS_HOLD_SECONDS * 1000;
    const parts = settlements.flatMap(({ jobId, parts }) => parts.map((part) => ({ jobId, ...part })));
    const isTold = this.settings.NOTICE_URL !== undefined && settlements.some(hasDying);
    const settle = isTold ? SETTLE_ITEMS_AND_TELL : SETTLE_ITEMS;
    return run<SettledItems>(settle, settle.values({ settlements, parts, holdMs }));
  }
}

function hasDying({ parts, givenUpFor }: ItemSettlement): boolean {
  return givenUpFor !== null || parts.some(({ status }) => status === 'dead');
}

type Nullable<Of> = { [Name in keyof Of]: Of[Name] | null };
