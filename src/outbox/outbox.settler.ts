import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { Pulse } from '../shared/pulse.js';
import { AttemptReport } from './attempt-report.js';
import type { Circuit, Observation } from './circuit.js';
import { CircuitRepository } from './circuit.repository.js';
import { Leases } from './leases.js';
import { OutboxRepository } from './outbox.repository.js';
import type { Settlement } from './outbox-message.js';

/** Settlements written in one transaction. */
const BATCH = 200;

/** What ended, until it is written. */
interface Finished {
  settlement: Settlement;
  readonly onWritten: (circuit: Circuit) => void;
}

/** How long to wait for somebody else's lock at first. */
const LOCKED_MS = 2;

/** How long to wait when the database does not answer. */
const RETRY_MS = 500;

/**
 * Writes what became of events, in groups: what ends while a group is written makes the next one. Goes on trying while
 * the database is away; should the claims be lost meanwhile, the fence keeps a late outcome out.
 */
@Injectable()
export class OutboxSettler {
  private readonly logger = new Logger(OutboxSettler.name);
  /** Whether outcomes can be written: readiness watches it. */
  readonly pulse = new Pulse('Settling of deliveries');
  private readonly finished: Finished[] = [];
  private writing = false;
  private paused: string | null = null;

  constructor(
    private readonly repository: OutboxRepository,
    private readonly circuits: CircuitRepository,
    private readonly leases: Leases,
    private readonly attempts: AttemptReport,
  ) {}

  /** `onWritten` is called once it is written, with what is known of Pleo: the next event of its job may be due. */
  settle(settlement: Settlement, onWritten: (circuit: Circuit) => void): void {
    this.finished.push({ settlement, onWritten });
    this.attempts.tell(settlement);
    if (!this.writing) void this.writeAll();
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    let waited = 0;
    while (this.finished.length > 0) {
      const group = this.finished.splice(0, BATCH);
      try {
        // First the pause, if there is one: a released event is due again as soon as its outcome is written.
        const circuit = await this.circuits.enter(
          group.flatMap(({ settlement }) => observationsOf(settlement)),
        );
        for (const finished of group) finished.settlement = { ...finished.settlement, seen: null };
        const later = new Set(await this.write(group.map(({ settlement }) => settlement)));
        this.pulse.beat();
        this.report(circuit);
        const isLater = ({ settlement }: Finished) => later.has(settlement);
        this.finished.push(...group.filter(isLater));
        for (const finished of group) if (!isLater(finished)) finished.onWritten(circuit);
        // Mostly a worker that reports on the job at this moment, which is over in milliseconds.
        waited = later.size === group.length ? Math.min(2 * waited + LOCKED_MS, RETRY_MS) : 0;
        if (waited > 0) await sleep(waited);
      } catch (error) {
        this.pulse.miss(error);
        this.finished.unshift(...group);
        await sleep(RETRY_MS);
      }
    }
    this.writing = false;
  }

  /** An outage is one warning and one all-clear, however many events meet it. */
  private report({ pause }: Circuit): void {
    if (pause && this.paused !== pause.kind) {
      this.logger.warn({ pause: pause.kind }, `Deliveries are paused: ${pause.reason}`);
    } else if (!pause && this.paused) {
      this.logger.log('Deliveries go on');
    }
    this.paused = pause?.kind ?? null;
  }

  /** Returns what has to wait for somebody else's lock. Throws when the database does not answer, and then only. */
  private async write(group: Settlement[]): Promise<Settlement[]> {
    try {
      const { lost, later } = await this.repository.settle(group);
      for (const { message } of lost) {
        this.logger.warn(place(message), 'Lost the claim before the outcome was written');
      }
      for (const settlement of group) {
        if (!later.includes(settlement)) this.leases.drop(settlement.message);
      }
      return later;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return this.writeOneByOne(group, error);
    }
  }

  /** One outcome that cannot be written must not hold up the others; its event is due again when its lease ends. */
  private async writeOneByOne(group: Settlement[], cause: unknown): Promise<Settlement[]> {
    const [first, ...others] = group;
    if (!first) return [];
    if (others.length === 0) {
      this.logger.error(
        { err: cause, ...place(first.message) },
        'The outcome of a delivery cannot be written',
      );
      this.leases.drop(first.message);
      return [];
    }
    const later: Settlement[] = [];
    for (const settlement of group) later.push(...(await this.write([settlement])));
    return later;
  }
}

function place({ jobId, eventId }: { jobId: string; eventId: string }) {
  return { jobId, eventId };
}

/** What a settlement says of Pleo, if anything. */
function observationsOf({ seen, attempts }: Settlement): Observation[] {
  const last = attempts.at(-1);
  if (!seen || !last) return [];
  const ageMs = performance.now() - last.startedAt;
  switch (seen.kind) {
    case 'delivered':
    case 'state':
    case 'refused':
      return [{ kind: 'alive', ageMs }];
    case 'passing':
    case 'credential':
    case 'wait':
      return [{ ...seen, ageMs }];
  }
}
