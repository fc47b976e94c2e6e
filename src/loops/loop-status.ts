import { Logger } from '@nestjs/common';

/**
 * Health of a loop. Its owner calls `succeeded` or `failed` after each turn. A fault that lasts is logged when it
 * begins and when it ends, not at every turn. Times are monotonic: a clock that is set must not make a loop look dead
 * or alive.
 */
export class LoopStatus {
  private readonly logger: Logger;
  private lastSuccess = performance.now();
  private failingSince: number | null = null;
  private failureCount = 0;

  constructor(private readonly loop: string) {
    this.logger = new Logger(loop);
  }

  succeeded(): void {
    this.lastSuccess = performance.now();
    if (this.failingSince !== null) this.logger.log(`${this.loop} works again`);
    this.failingSince = null;
  }

  failed(error: unknown): void {
    this.failureCount++;
    if (this.failingSince !== null) return;
    this.logger.error({ err: error }, `${this.loop} failed and goes on trying`);
    this.failingSince = performance.now();
  }

  /** Failed turns since the start. */
  get failures(): number {
    return this.failureCount;
  }

  /** Milliseconds since the last successful turn: for loops that always turn. */
  get ageMs(): number {
    return performance.now() - this.lastSuccess;
  }

  /** Milliseconds since turns began to fail, 0 while they succeed: for loops that turn when there is work. */
  get failingMs(): number {
    return this.failingSince === null ? 0 : performance.now() - this.failingSince;
  }
}
