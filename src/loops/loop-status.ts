import { Logger } from '@nestjs/common';

/**
 * Shows that a loop lives. It beats at every turn that worked; a turn that failed is a miss. A fault that lasts is
 * logged when it begins and when it is over, not at every turn. Times are monotonic: a clock that is set must not make
 * a loop look dead or alive.
 */
export class LoopStatus {
  private readonly logger: Logger;
  private lastBeat = performance.now();
  private failingSince: number | null = null;
  private missed = 0;

  constructor(private readonly loop: string) {
    this.logger = new Logger(loop);
  }

  beat(): void {
    this.lastBeat = performance.now();
    if (this.failingSince !== null) this.logger.log(`${this.loop} works again`);
    this.failingSince = null;
  }

  miss(error: unknown): void {
    this.missed++;
    if (this.failingSince !== null) return;
    this.logger.error({ err: error }, `${this.loop} failed and goes on trying`);
    this.failingSince = performance.now();
  }

  /** Turns that failed since the start. */
  get misses(): number {
    return this.missed;
  }

  /** Milliseconds since the last turn that worked: for loops that always turn. */
  get age(): number {
    return performance.now() - this.lastBeat;
  }

  /** Milliseconds since turns began to fail, 0 while they work: for loops that turn when there is something to do. */
  get failingFor(): number {
    return this.failingSince === null ? 0 : performance.now() - this.failingSince;
  }
}
