import { RateLimit } from './rate-limit.js';

/** The read-ahead window, in milliseconds: about the time of a few claims. */
const AHEAD_MS = 30;

/** Over how long the pace is taken, at least, in milliseconds: shorter samples measure bursts of the event loop. */
const PACE_MS = 15;

/** Messages that a replica may hold for each lane: those on the way, read ahead, and not written yet. */
const MAX_HELD_PER_LANE = 6;

/** What a replica has claimed already. */
export interface Holdings {
  /** Lanes without a request. */
  readonly freeLanes: number;
  /** Messages that wait for a lane. */
  readonly waiting: number;
  /** All messages whose outcome is not written yet. */
  readonly held: number;
}

/**
 * How many messages may be claimed. The model is a read-ahead window of about the time of a few claims: at the pace at
 * which requests have ended of late, it holds as many as end before the next claim brings more. A slow Pleo makes it
 * empty, so messages are left to other replicas.
 */
export class ClaimBudget {
  private readonly rate: RateLimit;
  /** Requests that ended per millisecond, of late. */
  private pace = 0;
  private paceTakenAt = performance.now();
  private endedSince = 0;
  /** Whether the last claim left something that is due. */
  private moreIsDue = false;

  /** `perSecond` is how many requests may start in a second; 0 is no limit. */
  constructor(
    private readonly lanes: number,
    perSecond: number,
  ) {
    this.rate = new RateLimit(perSecond);
  }

  get isMoreDue(): boolean {
    return this.moreIsDue;
  }

  /** A request has ended. */
  noteEnd(): void {
    this.endedSince += 1;
  }

  /** How many to claim now; `isCut` when it would be more without the rate limit. They count as claimed. */
  take(holdings: Holdings): { limit: number; isCut: boolean } {
    this.takePace(performance.now());
    const room = this.roomBeside(holdings);
    const limit = this.rate.take(room);
    return { limit, isCut: limit < room };
  }

  /** What a claim has left: of its limit, and of what is due. */
  noteClaim(unused: number, isMoreDue: boolean): void {
    this.rate.giveBack(unused);
    this.moreIsDue = isMoreDue;
  }

  /**
   * Whether the next claim is to be made, with so many waiting for a lane: more is due, and half the window is empty.
   */
  isClaimDue(waiting: number): boolean {
    return this.moreIsDue && waiting <= this.ahead / 2;
  }

  private takePace(now: number): void {
    const elapsed = now - this.paceTakenAt;
    if (elapsed < PACE_MS) return;
    this.pace += (this.endedSince / elapsed - this.pace) / 2;
    this.paceTakenAt = now;
    this.endedSince = 0;
  }

  /** One for each free lane, and the window. */
  private roomBeside({ freeLanes, waiting, held }: Holdings): number {
    const most = MAX_HELD_PER_LANE * this.lanes - held;
    return Math.max(Math.min(freeLanes + this.ahead - waiting, most), 0);
  }

  /** The size of the window. */
  private get ahead(): number {
    return Math.min(Math.floor(this.pace * AHEAD_MS), 2 * this.lanes);
  }
}
