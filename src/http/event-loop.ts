import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

/**
 * The average delay of the event loop over a second, in milliseconds, above which it counts as late: every answer is
 * delayed as much.
 */
const MAX_DELAY_MS = 500;

/** Late seconds in a row that count as overload. */
const SECONDS = 3;

/**
 * Whether the event loop is overloaded. It takes several late seconds, not the last one alone: a process that was
 * paused for a moment must not turn everybody away afterwards.
 */
@Injectable()
export class EventLoop implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly delays: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });
  private timer: NodeJS.Timeout | null = null;
  private lateSeconds = 0;

  get isLate(): boolean {
    return this.lateSeconds >= SECONDS;
  }

  onApplicationBootstrap(): void {
    this.delays.enable();
    this.timer = setInterval(() => this.look(), 1000).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
    this.delays.disable();
  }

  private look(): void {
    // Not a number when the loop did not turn at all.
    const isInTime = this.delays.mean / 1e6 <= MAX_DELAY_MS;
    this.lateSeconds = isInTime ? 0 : this.lateSeconds + 1;
    this.delays.reset();
  }
}
