import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Pulse } from '../shared/pulse.js';

/** How long a loop may go without a turn that worked, in milliseconds, beside its own interval. */
const LONGEST_SILENCE_MS = 30_000;

/** Whether a loop turns: a dead one behind a green health check is the worst fault of all. */
@Injectable()
export class LoopHealth {
  constructor(private readonly indicators: HealthIndicatorService) {}

  /** For a loop that turns at least every `intervalMs`. */
  turns(name: string, { age }: Pulse, intervalMs: number): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    return age <= LONGEST_SILENCE_MS + intervalMs
      ? indicator.up()
      : indicator.down(`It has not turned for ${Math.round(age / 1000)} s.`);
  }

  /** For a loop that turns when there is something to do. */
  works(name: string, { failingFor }: Pulse): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    return failingFor <= LONGEST_SILENCE_MS
      ? indicator.up()
      : indicator.down(`It has failed for ${Math.round(failingFor / 1000)} s.`);
  }
}
