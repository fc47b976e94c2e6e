import { type Connection, pathOf } from './connection.js';
import { entriesToBook } from './entries.js';
import type { ExportItem } from './export-item.js';
import { HeldLease } from './held-lease.js';
import type { Patience } from './patience.js';
import { type ItemResult, type ReportedResults, reportResults } from './results.js';
import type { components } from './schema.js';

type Schemas = components['schemas'];
type ExportJob = Schemas['ExportJob'];
type ExportJobEvent = Schemas['ExportJobEvent'];
type Failure = Pick<Schemas['CreateExportJobEvent'], 'failureReason' | 'failureReasonType'>;

/** The answer to a claim. */
export interface Claim {
  readonly job: ExportJob;
  readonly lease: {
    readonly token: string;
    /** By the relay's clock, as it was when the job was claimed. */
    readonly until: string;
  };
  /** Whether an earlier worker has begun the job: what it booked last it may not have reported. */
  readonly resumed: boolean;
}

/** How a job is worked on. */
export interface Work {
  readonly relay: Connection;
  readonly leaseSeconds: number;
  /** When the claim was made, by the monotonic clock. */
  readonly claimedAtMs: number;
  /** Ends `entries`. */
  readonly stop?: AbortSignal | undefined;
}

const REPORT_MS = 60_000;
/** The relay waits for Pleo for as long as PLEO_READ_TIMEOUT_MS says, 30 s without a word of it. */
const READ_TRY_MS = 45_000;
const READ_MS = 120_000;
const RELEASE_MS = 5000;
/**
 * A job that this worker holds, by a lease that it keeps by itself. Every call says so to the relay: one that comes too
 * late throws a LeaseLost, and nothing is written. Calls are retried for a minute; they throw as those of RelayClient.
 */
export class ClaimedJob implements Claim {
  readonly job: ExportJob;
  readonly lease: Claim['lease'];
  readonly resumed: boolean;
  private readonly relay: Connection;
  private readonly held: HeldLease;
  private isOver = false;

  /** Made by `RelayClient.claim`. */
  constructor(
    claim: Claim,
    private readonly work: Work,
  ) {
    ({ job: this.job, lease: this.lease, resumed: this.resumed } = claim);
    const { leaseSeconds, claimedAtMs } = work;
    this.relay = work.relay.holding(this.lease.token);
    // A heartbeat is a sign of life for the job as well, and that may be due earlier.
    const heartbeatMs = (Math.min(leaseSeconds, this.job.expiresIn) * 1000) / 3;
    this.held = new HeldLease({
      jobId: this.id,
      leaseMs: leaseSeconds * 1000,
      claimedAtMs,
      heartbeatMs,
      heartbeat: (signal) => this.post('/heartbeat', {}, { signals: [signal], forMs: Infinity }),
    });
  }

  get id(): string {
    return this.job.id;
  }

  /** Aborts when the lease is lost, by a LeaseLost: stop what you are doing with the job. */
  get signal(): AbortSignal {
    return this.held.signal;
  }

  /**
   * What is still to be booked: the entries of the job, of all pages, without those that have a final result, whether
   * Pleo has heard of it or only the relay. Throws a LeaseLost, and the reason of the signal that stops the claims.
   */
  async *entries(): AsyncGenerator<ExportItem, void> {
    for await (const entry of entriesToBook(this.id, (path) => this.read(path))) {
      this.work.stop?.throwIfAborted();
      this.held.check();
      yield entry;
    }
  }

  /** Reports results, one or any number: see `RelayClient.results`. */
  results(results: readonly ItemResult[]): Promise<ReportedResults> {
    return this.held.during(() => reportResults(this.relay, this.id, results, this.patience()));
  }

  /** All results are in: the relay ends the job with the event that they come to. See `RelayClient.finish`. */
  finish(how: Schemas['FinishExportJob'] = {}): Promise<ExportJobEvent> {
    return this.end(pathOf(this.id, '/finish'), how);
  }

  /** Ends the job as failed, whatever was reported: nothing could be begun. */
  failed(why: Failure = {}): Promise<ExportJobEvent> {
    return this.end('/v1/export-job-events', { jobId: this.id, event: 'failed', ...why });
  }

  /**
   * Gives the job back at once, for any worker to go on with. Throws nothing: where the relay does not hear of it, the
   * lease runs out by itself.
   */
  async release(): Promise<void> {
    if (this.isOver || this.signal.aborted) return;
    this.leave();
    await this.post('/release', {}, { forMs: RELEASE_MS }).catch(() => undefined);
  }

  /** No more heartbeats: the job is given out again when its lease has run out. */
  leave(): void {
    this.isOver = true;
    this.held.stop();
  }

  /** A first try whose answer was lost has ended the lease: the same again, with its token, is answered the same. */
  private async end(path: string, body: object): Promise<ExportJobEvent> {
    const event = await this.held.ending(() => this.relay.post<ExportJobEvent>(path, body, this.patience()));
    this.isOver = true;
    return event;
  }

  private read<Body>(path: string): Promise<Body> {
    const { stop } = this.work;
    const signals = stop ? [this.signal, stop] : [this.signal];
    const reading = { signals, forMs: READ_MS, tryMs: READ_TRY_MS };
    return this.held
      .during(() => this.relay.get<Body>(path, reading))
      .catch((error: unknown) => {
        stop?.throwIfAborted();
        throw error;
      });
  }

  private patience(): Patience {
    return { signals: [this.signal], forMs: REPORT_MS, onAccepted: this.held.renewed };
  }

  private post<Body>(part: string, body: object, patience: Patience): Promise<Body> {
    return this.relay.post(pathOf(this.id, part), body, { onAccepted: this.held.renewed, ...patience });
  }
}
