import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { Pulse } from '../shared/pulse.js';

/** How long a loop may go without a turn that worked, in milliseconds, beside its own interval. */
const LONGEST_SILENCE_MS = 30_000;

/** Whether a loop turns: a dead one behind a green health check is the worst fault of all. */
@Injectable()
export class LoopHealth {
  constructor(private readonly indicators: HealthIndicatorService) {}

  check(name: string, pulse: Pulse, intervalMs: number): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    const { age } = pulse;
    return age <= LONGEST_SILENCE_MS + intervalMs
      ? indicator.up()
      : indicator.down(`It has not turned for ${Math.round(age / 1000)} s.`);
  }
}
