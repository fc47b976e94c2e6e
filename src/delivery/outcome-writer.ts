import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { Metrics } from '../metrics/metrics.js';
import { Loops } from '../loops/loops.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { AttemptLog } from './attempt-log.js';
import { type Circuit, CLOSED, type Observation } from '../queue/circuit.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Leases } from './leases.js';
import { MessageHandlers } from './message-handlers.js';
import type { Message } from '../queue/message.js';
import { QueueRepository } from '../queue/queue.repository.js';
import type { Settlement } from '../queue/settlement.js';

/** Settlements written in one transaction. */
const BATCH = 200;

/** A delivery that has ended, until its outcome is written. */
interface Finished {
  settlement: Settlement;
  /** Both are null once they were called. */
  onObserved: ((circuit: Circuit) => void) | null;
  onWritten: (() => void) | null;
  /** How often it could not be written though the database answered. */
  refusals: number;
}

/** Of a group: settlements that wait for another transaction's lock, and those that Postgres does not take. */
interface Left {
  readonly later: Settlement[];
  readonly refused: Settlement[];
}

/** How long to wait for another transaction's lock at first. */
const LOCKED_MS = 2;

/** How long to wait when the database does not answer. */
const RETRY_MS = 500;

/** How long to wait with an outcome that Postgres refuses, at first and at most. */
const REFUSED_MS = 1000;
const MAX_REFUSED_MS = 300_000;

/** Stands for a text that Postgres does not take. */
const UNKEPT = 'The database cannot store its text, which was left out.';

/**
 * Writes settlements in groups (group commit): those that end while a group is written make the next one. Retries while
 * the database is away; should claims be lost meanwhile, their fencing tokens keep late outcomes out.
 */
@Injectable()
export class OutcomeWriter {
  private readonly logger = new Logger(OutcomeWriter.name);
  private readonly status: LoopStatus;
  private readonly finished: Finished[] = [];
  private writing = false;
  /** What this replica has said of each paused credential. */
  private readonly paused = new Map<string, string>();

  constructor(
    private readonly repository: QueueRepository,
    private readonly circuits: CircuitRepository,
    private readonly jobs: JobsService,
    private readonly handlers: MessageHandlers,
    private readonly leases: Leases,
    private readonly attempts: AttemptLog,
    private readonly metrics: Metrics,
    loops: Loops,
  ) {
    this.status = loops.add('settler', 'Settling of deliveries', 'works');
  }

  /**
   * `onObserved` is called with what is known of Pleo by it, however long somebody's lock on its job then keeps it from
   * being written: that must hold up no other. `onWritten` is called once it is written, or put off since Postgres
   * refuses it: the next message of its job may be due.
   */
  settle(settlement: Settlement, onObserved: (circuit: Circuit) => void, onWritten: () => void): void {
    this.finished.push({ settlement, onObserved, onWritten, refusals: 0 });
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
        for (const finished of group) {
          finished.settlement = { ...finished.settlement, signal: null };
          finished.onObserved?.(circuits.get(finished.settlement.message.credential) ?? CLOSED);
          finished.onObserved = null;
        }
        const { later, refused } = await this.write(group.map(({ settlement }) => settlement));
        this.status.succeeded();
        for (const [credential, circuit] of circuits) this.report(credential, circuit);
        const [waiting, unwritten] = [new Set(later), new Set(refused)];
        for (const finished of group) {
          const { settlement } = finished;
          if (waiting.has(settlement)) this.finished.push(finished);
          else {
            if (unwritten.has(settlement)) this.putOff(finished);
            finished.onWritten?.();
            finished.onWritten = null;
          }
        }
        // Mostly a worker that reports on the job at this moment, which is over in milliseconds.
        waited = later.length === group.length ? Math.min(2 * waited + LOCKED_MS, RETRY_MS) : 0;
        if (waited > 0) await sleep(waited);
      } catch (error) {
        this.status.failed(error);
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

  /** Throws when the database does not answer, and then only. */
  private async write(group: Settlement[]): Promise<Left> {
    try {
      const { lost, later, delays } = await this.repository.settle(
        group,
        (run, settlements) => this.handlers.settleParts(run, settlements),
        (statuses, last) => this.jobs.notePleoStatuses(statuses, last),
      );
      for (const seconds of delays) this.metrics.delay.observe(seconds);
      for (const { message } of lost) {
        this.logger.warn(idsOf(message), 'Lost the claim before the outcome was written');
      }
      for (const settlement of group) {
        if (!later.includes(settlement)) this.leases.drop(settlement.message);
      }
      return { later, refused: [] };
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return this.writeOneByOne(group, error);
    }
  }

  /** One outcome that Postgres refuses, most probably for a text that is not ours, must not hold up the others. */
  private async writeOneByOne(group: Settlement[], cause: unknown): Promise<Left> {
    const [first, ...others] = group;
    if (!first) return { later: [], refused: [] };
    if (others.length === 0) return this.writeWithoutTexts(first, cause);
    const left: Left = { later: [], refused: [] };
    for (const settlement of group) {
      const { later, refused } = await this.write([settlement]);
      left.later.push(...later);
      left.refused.push(...refused);
    }
    return left;
  }

  private async writeWithoutTexts(settlement: Settlement, cause: unknown): Promise<Left> {
    const line = { err: cause, ...idsOf(settlement.message) };
    const bare = withoutTexts(settlement);
    if (!bare) {
      this.logger.error(line, 'The outcome of a delivery cannot be written, and is kept');
      return { later: [], refused: [settlement] };
    }
    const { later, refused } = await this.write([bare]);
    // The caller waits for the settlement that still has its texts.
    const left = {
      later: later.length > 0 ? [settlement] : [],
      refused: refused.length > 0 ? [settlement] : [],
    };
    if (left.later.length + left.refused.length === 0)
      this.logger.error(line, 'The outcome of a delivery was written without its texts');
    return left;
  }

  /**
   * Keeps an outcome that cannot be written, and its claim: were that let go, the message would be sent again and
   * again. It is tried again by itself, with backoff, and holds up no other.
   */
  private putOff(finished: Finished): void {
    const delayMs = Math.min(REFUSED_MS * 2 ** finished.refusals, MAX_REFUSED_MS);
    finished.refusals++;
    setTimeout(() => {
      this.finished.push(finished);
      if (!this.writing) void this.writeAll();
    }, delayMs).unref();
  }
}

/** Undefined when there is no text in it. */
function withoutTexts(settlement: Settlement): Settlement | undefined {
  const { attempts, parts } = settlement;
  const isBare =
    attempts.every(({ error, responseExcerpt }) => isUnkept(error) && responseExcerpt === null) &&
    (parts ?? []).every(({ error }) => isUnkept(error));
  if (isBare) return undefined;
  const bare = attempts.map((attempt) => ({
    ...attempt,
    error: attempt.error === null ? null : UNKEPT,
    responseExcerpt: null,
  }));
  const bareParts = parts?.map((part) => ({ ...part, error: part.error === null ? null : UNKEPT }));
  return { ...settlement, attempts: bare, ...(bareParts && { parts: bareParts }) };
}

function isUnkept(text: string | null): boolean {
  return text === null || text === UNKEPT;
}

function idsOf({ jobId, id }: Message) {
  return { jobId, eventId: id };
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
function observationOf({ message, signal, attempts }: Settlement): Observation | null {
  if (!signal) return null;
  const last = attempts.at(-1);
  const ageMs = last ? performance.now() - last.startedAt : 0;
  const from = { ageMs, jobId: message.jobId, isRepeated: message.retries > 0 };
  return signal.kind === 'credential'
    ? { ...from, ...signal, isCertain: last === undefined }
    : Object.assign(from, signal);
}
