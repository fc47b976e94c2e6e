import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { Metrics } from '../metrics/metrics.js';
import { Pulse } from '../shared/pulse.js';
import { AttemptReport } from './attempt-report.js';
import { type Circuit, CLOSED, type Observation } from './circuit.js';
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
  /** What this replica has said of each paused credential. */
  private readonly paused = new Map<string, string>();

  constructor(
    private readonly repository: OutboxRepository,
    private readonly circuits: CircuitRepository,
    private readonly leases: Leases,
    private readonly attempts: AttemptReport,
    private readonly metrics: Metrics,
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
        const circuits = await this.circuits.enter(observationsIn(group));
        for (const finished of group) finished.settlement = { ...finished.settlement, seen: null };
        const later = new Set(await this.write(group.map(({ settlement }) => settlement)));
        this.pulse.beat();
        for (const [credential, circuit] of circuits) this.report(credential, circuit);
        const isLater = ({ settlement }: Finished) => later.has(settlement);
        this.finished.push(...group.filter(isLater));
        for (const finished of group) {
          const { credential } = finished.settlement.message;
          if (!isLater(finished)) finished.onWritten(circuits.get(credential) ?? CLOSED);
        }
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
  private report(credential: string, { pause }: Circuit): void {
    const told = this.paused.get(credential);
    if (pause && told !== pause.kind) {
      this.paused.set(credential, pause.kind);
      this.logger.warn({ credential, pause: pause.kind }, `Deliveries are paused: ${pause.reason}`);
    } else if (!pause && told) {
      this.paused.delete(credential);
      this.logger.log({ credential }, 'Deliveries go on');
    }
  }

  /** Returns what has to wait for somebody else's lock. Throws when the database does not answer, and then only. */
  private async write(group: Settlement[]): Promise<Settlement[]> {
    try {
      const { lost, later, delays } = await this.repository.settle(group);
      for (const seconds of delays) this.metrics.delay.observe(seconds);
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

/** What a group says of Pleo, by credential. */
function observationsIn(group: readonly Finished[]): Map<string, Observation[]> {
  const seen = new Map<string, Observation[]>();
  for (const { settlement } of group) {
    const { credential } = settlement.message;
    const observations = seen.get(credential) ?? [];
    seen.set(credential, observations);
    const observation = observationOf(settlement);
    if (observation) observations.push(observation);
  }
  return seen;
}

/** What a settlement says of Pleo, if anything. */
function observationOf({ message, seen, attempts }: Settlement): Observation | null {
  if (!seen) return null;
  const last = attempts.at(-1);
  const ageMs = last ? performance.now() - last.startedAt : 0;
  const from = { ageMs, jobId: message.jobId, isRepeated: message.retries > 0 };
  switch (seen.kind) {
    case 'delivered':
    case 'state':
    case 'refused':
      return { ...from, kind: 'alive' };
    case 'credential':
      return { ...from, ...seen, isCertain: last === undefined };
    case 'passing':
    case 'wait':
      return { ...from, ...seen };
  }
}
