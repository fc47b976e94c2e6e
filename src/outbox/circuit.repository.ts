import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database, type Run } from '../database/database.js';
import { type Circuit, CLOSED, nextCircuit, type Observation, type Pause } from './circuit.js';
import { CLOSE_CIRCUIT, LOCK_CIRCUIT, READ_CIRCUIT, TAKE_PROBE, WRITE_CIRCUIT } from './circuit.sql.js';
import { LEASE_MS } from './outbox.repository.js';

/** The credential of the settings; the one that all deliveries use. */
export const DEFAULT_CREDENTIAL = 'default';

interface CircuitRow {
  faults: number;
  pause: Pause['kind'] | null;
  reason: string | null;
  probes: number;
  ageMs: number | null;
  remainingMs: number | null;
  pausedUntil: Date | null;
}

/** The rows in which all replicas keep what they saw of Pleo. */
@Injectable()
export class CircuitRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  async read(): Promise<Circuit> {
    return toCircuit(await this.row());
  }

  /** The pause in force, if any, and its end by the database's clock, which may be another than ours. */
  async readPause(): Promise<{ pause: Pause; until: Date } | null> {
    const row = await this.row();
    const { pause } = toCircuit(row);
    return pause && row?.pausedUntil ? { pause, until: row.pausedUntil } : null;
  }

  /**
   * Enters what deliveries showed, in order, and returns what the circuit becomes. As long as all is well that is one
   * read; the row is locked and written only when there is something to remember or to forget.
   */
  async enter(observations: readonly Observation[]): Promise<Circuit> {
    const known = await this.row();
    if (!known && observations.every(({ kind }) => kind === 'alive')) return CLOSED;
    return this.database.transaction(async (run) => {
      const [row] = await run<CircuitRow & { [column: string]: unknown }>(LOCK_CIRCUIT, [DEFAULT_CREDENTIAL]);
      const next = observations.reduce(
        (circuit, seen) => nextCircuit(circuit, seen, this.settings.CIRCUIT_FAILURES, Math.random()),
        toCircuit(row),
      );
      await write(run, next);
      return next;
    });
  }

  /** Whether deliveries are paused, and whether this replica may send one event all the same. */
  async takeProbe(): Promise<'not_paused' | 'paused' | 'taken'> {
    const [paused] = await this.database.run<{ taken: boolean }>(TAKE_PROBE, [DEFAULT_CREDENTIAL, LEASE_MS]);
    if (!paused) return 'not_paused';
    return paused.taken ? 'taken' : 'paused';
  }

  private async row(): Promise<CircuitRow | undefined> {
    const [row] = await this.database.run<CircuitRow & { [column: string]: unknown }>(READ_CIRCUIT, [
      DEFAULT_CREDENTIAL,
    ]);
    return row;
  }
}

async function write(run: Run, circuit: Circuit): Promise<void> {
  if (isClosed(circuit)) {
    await run(CLOSE_CIRCUIT, [DEFAULT_CREDENTIAL]);
    return;
  }
  const { faults, pause } = circuit;
  await run(WRITE_CIRCUIT, [
    DEFAULT_CREDENTIAL,
    faults,
    pause?.kind ?? null,
    pause?.reason ?? null,
    pause?.probes ?? 0,
    pause?.ageMs ?? null,
    pause?.remainingMs ?? null,
  ]);
}

function isClosed({ faults, pause }: Circuit): boolean {
  return faults === 0 && pause === null;
}

function toCircuit(row: CircuitRow | undefined): Circuit {
  if (!row) return CLOSED;
  const { faults, pause: kind, reason, probes, ageMs, remainingMs } = row;
  // A time that Pleo named has simply passed at some point; nobody has to end it.
  if (kind === null || (kind === 'told_to_wait' && (remainingMs ?? 0) <= 0)) return { faults, pause: null };
  return {
    faults,
    pause: { kind, reason: reason ?? '', probes, ageMs: ageMs ?? 0, remainingMs: remainingMs ?? 0 },
  };
}
