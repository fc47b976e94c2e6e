import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { isFinal, JOB_STATUSES } from '../lifecycle/job-state.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Metrics } from '../metrics/metrics.js';
import type { PleoExportJob } from '../pleo/dto/pleo-export-job.dto.js';
import { Cancellation } from '../pleo/cancellation.js';
import { Loops } from '../loops/loops.js';
import { Periodic } from '../loops/periodic.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { JobReader, TurnOver } from './job-reader.js';
import { type PollTurn, PollTurns } from './poll-turns.repository.js';

/** `pending` first: a job that is started meanwhile is then seen in the second list. */
const UNFINISHED = JOB_STATUSES.filter((status) => !isFinal(status));

/** How often a replica looks whether a turn is due, at least. */
const MAX_TICK_MS = 5000;

/** Jobs that are read one by one in a turn. */
const READS = 20;

/** A job that cannot be read is skipped; after so many in a row the turn ends as failed. */
const MAX_UNREAD = 3;

/** How a turn ended. */
export type PollResult = 'done' | TurnOver['kind'];

/**
 * Asks Pleo for its unfinished jobs every PLEO_POLL_INTERVAL_SECONDS, for when webhooks get lost or are not to be had,
 * and registers those that are new. Also reads the status of jobs that are unfinished here and no longer listed there.
 */
@Injectable()
export class JobPoll implements OnApplicationBootstrap, OnModuleDestroy {
  /** How often the loop turns, in milliseconds, beside the time that a request to Pleo takes. */
  readonly tickMs: number;
  private readonly logger = new Logger(JobPoll.name);
  private readonly periodic: Periodic;
  private readonly status: LoopStatus;
  private readonly stopping = new Cancellation();
  /** Whether Pleo answers. Apart from the loop's own status: Pleo being down makes no replica unready. */
  private readonly asking: LoopStatus;

  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly turns: PollTurns,
    private readonly reader: JobReader,
    private readonly metrics: Metrics,
    loops: Loops,
    scheduler: SchedulerRegistry,
    settings: Settings,
  ) {
    this.tickMs = Math.min(settings.PLEO_POLL_INTERVAL_SECONDS * 1000, MAX_TICK_MS);
    const intervalMs = this.tickMs + settings.PLEO_TIMEOUT_MS;
    const readiness = this.isOn ? 'turns' : 'shown';
    this.status = loops.add('poll', 'Job poll', readiness, intervalMs);
    this.periodic = new Periodic('Job poll', this.status, scheduler, this.tickMs, () => this.runOnce());
    this.asking = loops.add('pleo_jobs', 'Asking Pleo for its jobs', 'shown');
  }

  get isOn(): boolean {
    return this.tickMs > 0;
  }

  onApplicationBootstrap(): void {
    if (this.isOn) this.periodic.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.end();
    await this.periodic.stop();
  }

  /** Takes each turn that is due. Throws when the database does not answer; whatever Pleo does is a result. */
  async runOnce(): Promise<PollResult[]> {
    const results: PollResult[] = [];
    for (const credential of await this.turns.due()) {
      if (this.stopping.isOver) break;
      const turn = await this.turns.claim(credential);
      if (turn) results.push(await this.take(turn));
    }
    return results;
  }

  private async take(turn: PollTurn): Promise<PollResult> {
    let waitMs = 0;
    try {
      await this.poll(turn);
      this.asking.succeeded();
      this.metrics.polls.inc({ result: 'done' });
      return 'done';
    } catch (error) {
      if (!(error instanceof TurnOver)) throw error;
      if (error.kind === 'failed') this.asking.failed(error);
      this.metrics.polls.inc({ result: error.kind });
      waitMs = error.waitMs;
      return error.kind;
    } finally {
      await (this.stopping.isOver ? this.turns.release(turn) : this.turns.end(turn, waitMs));
    }
  }

  private async poll(turn: PollTurn): Promise<void> {
    const since = performance.now();
    const listed: string[] = [];
    for (const status of UNFINISHED) {
      for await (const { jobs, senseless } of this.reader.pages(status, turn, this.stopping)) {
        listed.push(...jobs.map(({ id }) => id));
        this.metrics.polledJobs.inc({ result: 'senseless' }, senseless);
        await this.register(jobs);
        this.status.succeeded();
      }
    }
    await this.lookAfter(listed, since, turn);
  }

  private async register(jobs: readonly PleoExportJob[]): Promise<void> {
    const unannounced = await this.jobs.unannounced(jobs.map(({ id }) => id));
    for (const job of jobs) {
      if (!unannounced.has(job.id)) continue;
      // Each by itself: nobody waits for the lock of one job while holding that of another.
      const isNew = await this.database.transaction((run) => this.jobs.announce(job, 'poll', run));
      if (!isNew) continue;
      this.metrics.polledJobs.inc({ result: 'registered' });
      this.logger.log({ jobId: job.id }, 'Found a job at Pleo that no webhook announced');
    }
  }

  /**
   * Jobs that Pleo has ended, such as by its own expiry, are no longer in its lists: they are read, and what Pleo says
   * is kept beside what the relay says. The relay's own end of them comes by an event or the expiry sweep.
   */
  private async lookAfter(listed: string[], since: number, turn: PollTurn): Promise<void> {
    let unread = 0;
    // Younger ones may have come to Pleo after its lists were read.
    for (const id of await this.jobs.unlisted(turn.credential, listed, performance.now() - since, READS)) {
      const status = await this.reader.status(id, turn, this.stopping);
      this.status.succeeded();
      unread = status === 'unread' ? unread + 1 : 0;
      if (unread === MAX_UNREAD)
        throw new TurnOver('failed', 'Several jobs in a row could not be read at Pleo.');
      if (status === 'unread' || status === 'unknown' || !isFinal(status)) continue;
      await this.jobs.notePleoStatus(id, status);
      this.metrics.polledJobs.inc({ result: 'ended' });
    }
  }
}
