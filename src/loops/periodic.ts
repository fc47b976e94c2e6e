import type { SchedulerRegistry } from '@nestjs/schedule';
import type { LoopStatus } from './loop-status.js';

/**
 * Runs `turn` at once and then every `intervalMs`, never twice at the same time: a turn that takes longer than the
 * interval is not joined by another one. A failed turn is recorded in the status, and the next one tries again.
 */
export class Periodic {
  private running: Promise<void> | null = null;
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
        (error: unknown) => this.status.failed(error),
      )
      .finally(() => {
        this.running = null;
      });
  }
}
