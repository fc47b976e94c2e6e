import { randomUUID } from 'node:crypto';
import { eventually } from './eventually.js';
import type { RelayProcess } from './process.js';

/** A report that was answered 2xx: a promise. */
export interface Accepted {
  readonly jobId: string;
  readonly event: string;
}

/** Export workers that take job after job, each `started` and then `completed`, until they are told to stop. */
export class Workers {
  /** What they were promised. */
  readonly accepted: Accepted[] = [];
  /** Every status that they were answered; 0 for no answer at all. */
  readonly statuses = new Set<number>();
  private stopped = false;
  private readonly all: Promise<unknown>;

  /** `count` workers at each of the relays. One that gets no answer reports the same again. */
  constructor(relays: RelayProcess[], count: number) {
    this.all = Promise.all(relays.flatMap((relay) => Array.from({ length: count }, () => this.work(relay))));
  }

  /** Resolves when so many reports were accepted in all. */
  async untilAccepted(count: number): Promise<void> {
    await eventually(() => this.accepted.length >= count);
  }

  /** Resolves when none of them waits for an answer any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.all;
  }

  private async work(relay: RelayProcess): Promise<void> {
    while (!this.stopped) {
      const jobId = randomUUID();
      for (const event of ['started', 'completed']) await this.insist(relay, jobId, event);
    }
  }

  private async insist(relay: RelayProcess, jobId: string, event: string): Promise<void> {
    await eventually(async () => {
      if (this.stopped) return true;
      const status = await relay.report(jobId, event).catch(() => 0);
      this.statuses.add(status);
      if (status !== 200 && status !== 202) return false;
      return this.accepted.push({ jobId, event });
    });
  }
}
