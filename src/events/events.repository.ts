import { Injectable } from '@nestjs/common';
import type { Run } from '../database/database.js';
import { HOLD_JOBS, LOCK_STALE_JOBS, TELL_EXPIRED } from '../jobs/expiry.sql.js';
import { ACCEPT_EVENTS } from './accept-events.sql.js';
import { FIND_JOBS } from '../queue/find-jobs.sql.js';
import { FIND_STORED_EVENTS, LOCK_FREE_JOBS } from './events.sql.js';
import type { DeliveryStatus, EventOrigin, ExportJobEventEntity } from '../queue/job-event.entity.js';
import type { TransitionBatch, LockedJob, Report } from './transition-batch.js';

/** A job whose time is over, locked. */
export interface StaleJob extends LockedJob {
  /** Whether reports of its worker may have been lost: the relay was away, or a clock was set. */
  isHeld: boolean;
  expiresIn: number;
  lastUpdatedAt: Date;
}

/** An event that the table holds, as far as a repeated report is compared with it. */
export type StoredEvent = Pick<
  ExportJobEventEntity,
  'id' | 'jobId' | 'event' | 'failureReason' | 'failureReasonType'
>;

/** What the table says of an event that was written this moment. */
export interface AcceptedEvent {
  id: string;
  acceptedAt: Date;
  /** Null when an earlier event of the job goes first. */
  dueAt: Date | null;
  /** That earlier event; null too when it was accepted in the same transaction. */
  headId: string | null;
  headStatus: DeliveryStatus | null;
  headKind: string | null;
}

/** What EventRecorder runs, each in the transaction of `run`. */
@Injectable()
export class EventsRepository {
  /** Locks jobs, and skips those that another transaction has locked. */
  lockFree(run: Run, ids: string[]): Promise<LockedJob[]> {
    return run<LockedJob>(LOCK_FREE_JOBS, [ids]);
  }

  /** Those of the jobs that there are, locked or not. */
  async findJobs(run: Run, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await run<{ id: string }>(FIND_JOBS, [ids]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Locks jobs whose time is over, up to `limit`, since `sinceMs` milliseconds at most. Skips locked ones. */
  lockStale(run: Run, limit: number, sinceMs: number): Promise<StaleJob[]> {
    return run<StaleJob>(LOCK_STALE_JOBS, [limit, sinceMs]);
  }

  /** Gives locked jobs more time, as much as they have at least since the relay can hear. */
  async hold(run: Run, jobs: readonly StaleJob[]): Promise<void> {
    if (jobs.length > 0) await run(HOLD_JOBS, [jobs.map(({ id }) => id)]);
  }

  /** Tells the integrator of locked jobs that have just expired. */
  async tellExpired(run: Run, jobs: readonly StaleJob[]): Promise<void> {
    await run(TELL_EXPIRED, [jobs.map(({ id }) => id)]);
  }

  /** The stored events of the jobs and kinds of these reports. */
  async findStored(run: Run, reports: Report[]): Promise<StoredEvent[]> {
    if (reports.length === 0) return [];
    return run<StoredEvent>(FIND_STORED_EVENTS, [
      reports.map(({ jobId }) => jobId),
      reports.map(({ event }) => event),
    ]);
  }

  /**
   * Writes a batch of transitions. Returns the events that were accepted, by their ids: those of a new job are left out
   * when another transaction has inserted the job in the meantime. New jobs expire after `expiresIn` seconds.
   */
  async accept(
    run: Run,
    { moves, events }: TransitionBatch,
    origin: EventOrigin,
    expiresIn: number,
  ): Promise<Map<string, AcceptedEvent>> {
    if (events.length === 0) return new Map();
    const values = ACCEPT_EVENTS.values({ moves, events, expiresIn, origin });
    const rows = await run<AcceptedEvent>(ACCEPT_EVENTS, values);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
