import { Logger } from '@nestjs/common';

/**
 * Shows that a loop lives. It beats at every turn that worked; a turn that failed is a miss. A fault that lasts is
 * logged when it begins and when it is over, not at every turn. Ages are monotonic: a clock that is set must not make
 * a loop look dead or alive.
 */
export class Pulse {
  private readonly logger: Logger;
  private lastBeat = performance.now();
  private failing = false;

  constructor(private readonly loop: string) {
    this.logger = new Logger(loop);
  }

  beat(): void {
    this.lastBeat = performance.now();
    if (this.failing) this.logger.log(`${this.loop} works again`);
    this.failing = false;
  }

  miss(error: unknown): void {
    if (!this.failing) this.logger.error({ err: error }, `${this.loop} failed and goes on trying`);
    this.failing = true;
  }

  /** Milliseconds since the last turn that worked. */
  get age(): number {
    return performance.now() - this.lastBeat;
  }
}
