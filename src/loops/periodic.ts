import type { SchedulerRegistry } from '@nestjs/schedule';
import type { LoopStatus } from './loop-status.js';

/** How soon a failed turn is tried again, at the latest: an outage of a minute must not cost a turn of every hour. */
const RETRY_MS = 30_000;

/**
 * Runs `turn` at once and then every `intervalMs`, never twice at the same time: a turn that takes longer than the
 * interval is not joined by another one. A failed turn is recorded in the status, and tried again within RETRY_MS.
 */
export class Periodic {
  private running: Promise<void> | null = null;
  private retry: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly name: string,
    readonly status: LoopStatus,
    private readonly scheduler: SchedulerRegistry,
    private readonly intervalMs: number,
    private readonly turn: () => Promise<unknown>,
  ) {}

  start(): void {
    this.tick();
    this.scheduler.addInterval(
      this.name,
      setInterval(() => this.tick(), this.intervalMs),
    );
  }

  /** Starts no more turns, and resolves when the current one has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    if (this.scheduler.doesExist('interval', this.name)) this.scheduler.deleteInterval(this.name);
    await this.running;
  }

  /** Runs `batch`, which returns the number of rows it handled, until one is not full. Returns the sum. */
  async inBatches(size: number, batch: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let full = true; full && !this.stopping;) {
      const count = await batch();
      sum += count;
      full = count === size;
    }
    return sum;
  }

  private tick(): void {
    this.running ??= this.turn()
      .then(
        () => this.status.succeeded(),
        (error: unknown) => this.fail(error),
      )
      .finally(() => {
        this.running = null;
      });
  }

  private fail(error: unknown): void {
    this.status.failed(error);
    if (this.stopping || this.intervalMs <= RETRY_MS) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.tick(), RETRY_MS).unref();
  }
}
