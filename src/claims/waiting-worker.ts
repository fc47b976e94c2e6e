import type { Claim, Wish } from './claim.js';

/** How long a worker that would not wait is kept while others have jobs locked, in milliseconds. */
const KEPT_MS = 1000;

/** A worker that waits for a job. */
export class WaitingWorker implements Wish {
  readonly companyId: Wish['companyId'];
  readonly leaseSeconds: Wish['leaseSeconds'];
  readonly claimedBy: Wish['claimedBy'];
  readonly request: Wish['request'];
  /** The claim, or null when the wait ended without one. */
  readonly answer: Promise<Claim | null>;
  private resolve!: (claim: Claim | null) => void;
  private reject!: (error: unknown) => void;
  private readonly timer: NodeJS.Timeout | null;
  private isDue: boolean;
  private readonly since = performance.now();
  private isGone = false;
  private isInRound = false;

  /** `onLeft` is called when it will not wait any longer. */
  constructor(
    wish: Wish,
    waitMs: number,
    private readonly onLeft: () => void,
  ) {
    ({
      companyId: this.companyId,
      leaseSeconds: this.leaseSeconds,
      claimedBy: this.claimedBy,
      request: this.request,
    } = wish);
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // One that does not wait is asked for once anyway.
    this.isDue = waitMs <= 0;
    this.timer = this.isDue ? null : setTimeout(() => this.isOver(), waitMs);
  }

  /** A round asks for it: until its end it is not answered otherwise. */
  enterRound(): void {
    this.isInRound = true;
  }

  /** The round has found nothing for it; `mayBeMore`, since others had jobs locked. */
  leaveRound(mayBeMore: boolean): void {
    this.isInRound = false;
    const isKept = mayBeMore && !this.isGone && performance.now() - this.since < KEPT_MS;
    if (this.isDue && !isKept) this.leave(null);
  }

  /** Its time is over: it has no job, unless the round under way has one for it. */
  isOver(): void {
    this.isDue = true;
    if (!this.isInRound) this.leave(null);
  }

  /** Its caller has gone. */
  abandon(): void {
    this.isGone = true;
    this.isOver();
  }

  /** Whether it takes the job: not when its caller has gone. */
  take(claim: Claim): boolean {
    this.leave(this.isGone ? null : claim);
    return !this.isGone;
  }

  fail(error: unknown): void {
    this.end();
    this.reject(error);
  }

  private leave(claim: Claim | null): void {
    this.end();
    this.resolve(claim);
  }

  private end(): void {
    if (this.timer) clearTimeout(this.timer);
    this.onLeft();
  }
}
