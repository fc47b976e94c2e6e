import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type Loop, Loops } from '../loops/loops.js';

/** How long a loop may go without a successful turn, in milliseconds, beside its own interval. */
const MAX_SILENCE_MS = 30_000;

/** Whether the loops turn: a dead loop behind a green health check is the worst fault of all. */
@Injectable()
export class LoopHealth {
  constructor(
    private readonly loops: Loops,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** One check for each loop of the process, in the order of their names. */
  get checks(): (() => HealthIndicatorResult)[] {
    return this.loops.all
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((loop) => () => this.check(loop));
  }

  private check(loop: Loop): HealthIndicatorResult {
    const indicator = this.indicators.check(loop.name);
    const trouble = troubleOf(loop);
    if (trouble === null) return indicator.up();
    return loop.readiness === 'shown' ? indicator.up(trouble) : indicator.down(trouble);
  }
}

/** The fault of a loop, in a sentence; null when it has none. */
function troubleOf({ readiness, status, intervalMs }: Loop): string | null {
  if (readiness === 'turns' && status.ageMs > MAX_SILENCE_MS + intervalMs)
    return `It has not turned for ${Math.round(status.ageMs / 1000)} s.`;
  if (readiness !== 'turns' && status.failingMs > MAX_SILENCE_MS)
    return `It has failed for ${Math.round(status.failingMs / 1000)} s.`;
  return null;
}
