import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

/** How late the event loop may be on average over a second, in milliseconds: as late is every answer. */
const LATEST_MS = 500;

/** Late seconds in a row after which it is no pause for breath. */
const SECONDS = 3;

/**
 * Whether the event loop has more to do than it can. It judges several seconds, not the last one alone: a process that
 * was not let run for a moment must not turn everybody away afterwards.
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
    const isInTime = this.delays.mean / 1e6 <= LATEST_MS;
    this.lateSeconds = isInTime ? 0 : this.lateSeconds + 1;
    this.delays.reset();
  }
}
