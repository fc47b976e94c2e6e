import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Reach } from './credential-queue.js';
import { Database, type Run } from '../database/database.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { type Circuit, CLOSED, nextCircuit, type Observation, type Pause, toldToWait } from './circuit.js';
import {
  CLOSE_CIRCUIT,
  FIND_WORST_PAUSES,
  LOCK_CIRCUIT,
  READ_CIRCUITS,
  READ_PAUSES,
  WRITE_CIRCUIT,
} from './circuit.sql.js';
import { TAKE_PROBES } from './probes.sql.js';
import { NOTE_UNSERVED } from './unserved.sql.js';
import { LEASE_MS } from './queue.repository.js';

/** A row of CIRCUIT_COLUMNS. */
export interface CircuitRow {
  credential: string;
  faults: number;
  jobs: string[];
  pause: Pause['kind'] | null;
  reason: string | null;
  probes: number;
  ageMs: number | null;
  remainingMs: number | null;
}

/** A pause, on which credential, and its times by the database's clock, which may be another than ours. */
export interface PauseInForce {
  readonly credential: string;
  readonly kind: Pause['kind'];
  readonly reason: string;
  /** When deliveries go on, or are tried again; null where nobody knows, or this moment. */
  readonly until: Date | null;
}

/** The same, with what it costs. */
export interface HeldUp extends PauseInForce {
  readonly since: Date;
  /** A request is under way that may end it, or goes at once. */
  readonly isBeingTried: boolean;
  /** Who has to act. */
  readonly responsible: 'pleo' | 'credential' | 'customer';
  /** Jobs whose first message waits for its end, up to MAX_HELD. */
  readonly held: number;
}

/** Pauses that are told of, at most: where there are more, of those that hold up least nothing is said. */
const MAX_PAUSES = 100;

/** What a pause is taken for that began in the future: older than any request that is under way, by another clock. */
const UNKNOWN_AGE_MS = 150_000;

/** Stands for the text of an answer that Postgres refuses. */
const UNKEPT = 'The database cannot store its text.';

/** The database's clock may be slewed by less than this, in milliseconds. */
const SLEW_MS = 5000;

/** The rows in which all replicas keep what they saw of Pleo. */
@Injectable()
export class CircuitRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  async read(credential: string): Promise<Circuit> {
    const [row] = await this.rows([credential]);
    return toCircuit(row);
  }

  /** All pauses in force. */
  readPauses(): Promise<PauseInForce[]> {
    return this.database.run<PauseInForce>(READ_PAUSES, []);
  }

  /** Pauses in force with the jobs that wait for their end, those with the most first; MAX_PAUSES of them. */
  worstPauses(): Promise<HeldUp[]> {
    return this.database.run<HeldUp>(FIND_WORST_PAUSES, [MAX_PAUSES]);
  }

  /**
   * Enters what deliveries showed with each credential, in order, and returns what their circuits become. As long as
   * all is well that is one read; a row is locked and written only when there is something to remember or to forget.
   */
  async enter(seen: ReadonlyMap<string, readonly Observation[]>): Promise<Map<string, Circuit>> {
    const known = new Set((await this.rows([...seen.keys()])).map(({ credential }) => credential));
    const circuits = new Map<string, Circuit>();
    for (const [credential, observations] of seen) {
      const isWell = !known.has(credential) && observations.every(({ kind }) => kind === 'alive');
      circuits.set(credential, isWell ? CLOSED : await this.enterOne(credential, observations));
    }
    return circuits;
  }

  /** All requests with the credential wait for `waitMs`: Pleo said so to a request without a message. */
  async tellToWait(credential: string, error: string, waitMs: number): Promise<void> {
    const tell = (words: string) => this.change(credential, (circuit) => toldToWait(circuit, words, waitMs));
    await tell(error).catch((refused: unknown) => {
      if (isDatabaseUnavailable(refused)) throw refused;
      return tell(UNKEPT);
    });
  }

  /**
   * The credentials on which deliveries are paused, and whether this replica may send one event anyway, of the
   * queues of `marks`, from their low-water marks on.
   */
  takeProbes(
    { keyIds, leftAlone }: Reach,
    marks: ReadonlyMap<string, number | null>,
  ): Promise<{ credential: string; taken: boolean }[]> {
    const values = TAKE_PROBES.values({
      leaseMs: LEASE_MS,
      keyIds,
      leftAlone: [...leftAlone.keys()],
      marks: [...marks],
    });
    return this.database.run(TAKE_PROBES, values);
  }

  /**
   * Pauses the queues out of reach in which something is due that no other replica takes, with the reason, and ends
   * such pauses where nothing waits any more. Returns the pauses that are new.
   */
  noteUnserved({ keyIds, leftAlone }: Reach): Promise<Pick<PauseInForce, 'credential' | 'reason'>[]> {
    const values = NOTE_UNSERVED.values({
      leftAlone: [...leftAlone.keys()],
      reasons: [...leftAlone.values()],
      keyIds,
    });
    return this.database.run(NOTE_UNSERVED, values);
  }

  private enterOne(credential: string, observations: readonly Observation[]): Promise<Circuit> {
    return this.lockAndEnter(credential, observations).catch((error: unknown) => {
      if (isDatabaseUnavailable(error)) throw error;
      // Postgres may refuse the text of an answer: the observation counts without it.
      return this.lockAndEnter(credential, observations.map(withoutWords));
    });
  }

  private lockAndEnter(credential: string, observations: readonly Observation[]): Promise<Circuit> {
    return this.change(credential, (known) =>
      observations.reduce(
        (circuit, seen) => nextCircuit(circuit, seen, this.settings.CIRCUIT_FAILURES, Math.random()),
        known,
      ),
    );
  }

  private change(credential: string, next: (circuit: Circuit) => Circuit): Promise<Circuit> {
    return this.database.transaction(async (run) => {
      const [row] = await run<CircuitRow>(LOCK_CIRCUIT, [credential]);
      const circuit = next(toCircuit(row));
      await write(run, credential, circuit);
      return circuit;
    });
  }

  private rows(credentials: string[]): Promise<CircuitRow[]> {
    return this.database.run(READ_CIRCUITS, [credentials]);
  }
}

function withoutWords(seen: Observation): Observation {
  return 'error' in seen ? { ...seen, error: UNKEPT } : seen;
}

async function write(run: Run, credential: string, circuit: Circuit): Promise<void> {
  if (isClosed(circuit)) {
    await run(CLOSE_CIRCUIT, [credential]);
    return;
  }
  const { faults, jobs, pause } = circuit;
  const values = WRITE_CIRCUIT.values({
    credential,
    faults,
    jobs,
    pause: pause?.kind ?? null,
    reason: pause?.reason ?? null,
    probes: pause?.probes ?? 0,
    sinceMs: pause?.ageMs ?? null,
    untilMs: pause?.remainingMs ?? null,
  });
  await run(WRITE_CIRCUIT, values);
}

function isClosed({ faults, jobs, pause }: Circuit): boolean {
  return faults === 0 && jobs.length === 0 && pause === null;
}

/** `row` is undefined when all is well, as it is when there is none. */
export function toCircuit(row: CircuitRow | undefined): Circuit {
  if (!row) return CLOSED;
  const { faults, jobs, pause: kind, reason, probes, ageMs, remainingMs } = row;
  const isOfAnotherClock = ageMs !== null && ageMs < -SLEW_MS;
  // A time that Pleo named has simply passed at some point; nobody has to end it.
  const isOver = kind === 'told_to_wait' && ((remainingMs ?? 0) <= 0 || isOfAnotherClock);
  if (kind === null || isOver) return { faults, jobs, pause: null };
  const age = isOfAnotherClock ? UNKNOWN_AGE_MS : (ageMs ?? 0);
  const pause = { kind, reason: reason ?? '', probes, ageMs: age, remainingMs: remainingMs ?? 0 };
  return { faults, jobs, pause };
}
