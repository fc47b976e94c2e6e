import { Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { LoopStatus } from './loop-status.js';
import { Periodic } from './periodic.js';

/**
 * What readiness makes of a loop. `turns`: it always turns, and one that stands still makes the replica unready. `works`: it
 * turns when there is something to do, and one that keeps failing makes it unready. `shown`: reports and deliveries go on
 * without it, so that its trouble is told and no more.
 */
export type Readiness = 'turns' | 'works' | 'shown';

/** A loop of this process. */
export interface Loop {
  /** In metrics and health. */
  readonly name: string;
  readonly status: LoopStatus;
  readonly readiness: Readiness;
  /** Between two turns, in milliseconds; 0 where it turns without a break, or when there is something to do. */
  readonly intervalMs: number;
}

/** All loops of the process: each registers here when it is made, so none can be forgotten by metrics and health. */
@Injectable()
export class Loops {
  private readonly byName = new Map<string, Loop>();

  constructor(private readonly scheduler: SchedulerRegistry) {}

  get all(): readonly Loop[] {
    return [...this.byName.values()];
  }

  /** Registers a loop that its owner runs. `title` is what log lines call it. */
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
