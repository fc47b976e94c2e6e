import { Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { LoopStatus } from './loop-status.js';
import { Periodic } from './periodic.js';

/**
 * How a loop counts for readiness. `turns`: it always turns, and a stalled one makes the replica unready. `works`: it
 * turns when there is work, and one that keeps failing makes the replica unready. `shown`: reports and deliveries work
 * without it, so its faults are only shown.
 */
export type Readiness = 'turns' | 'works' | 'shown';

/** A loop of this process. */
export interface Loop {
  /** The name in metrics and health. */
  readonly name: string;
  readonly status: LoopStatus;
  readonly readiness: Readiness;
  /** Interval in milliseconds; 0 where it turns without a break, or when there is work. */
  readonly intervalMs: number;
}

/** The registry of all loops of the process. Each registers when it is constructed, so metrics and health miss none. */
@Injectable()
export class Loops {
  private readonly byName = new Map<string, Loop>();

  constructor(private readonly scheduler: SchedulerRegistry) {}

  get all(): readonly Loop[] {
    return [...this.byName.values()];
  }

  /** Registers a loop that its owner runs. `title` is its name in log lines. */
  add(name: string, title: string, readiness: Readiness, intervalMs = 0): LoopStatus {
    const status = new LoopStatus(title);
    this.byName.set(name, { name, status, readiness, intervalMs });
    return status;
  }

  /** Registers a loop that turns every `intervalMs`, for its owner to start and stop. */
  periodic(
    name: string,
    title: string,
    readiness: Readiness,
    intervalMs: number,
    turn: () => Promise<unknown>,
  ): Periodic {
    const status = this.add(name, title, readiness, intervalMs);
    return new Periodic(title, status, this.scheduler, intervalMs, turn);
  }
}
