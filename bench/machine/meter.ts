import type { BenchDatabase } from '../database/bench-database.js';
import type { BenchServer } from '../database/bench-server.js';
import { busyMs, cpuCount } from './cpu-time.js';
import { rssMb } from './memory.js';
import { now } from './now.js';
import { ProcessTree } from './process-tree.js';

const MEMORY_EVERY_MS = 100;

/** The cost of a measurement. Null where it cannot be measured here. */
export interface Cost {
  readonly seconds: number;
  /** CPU time of the measured program. */
  readonly serviceCpuMs: number | null;
  /** CPU time of all processes of Postgres. */
  readonly postgresCpuMs: number | null;
  readonly walBytes: number;
  readonly peakRssMb: number | null;
  /** Share of the machine's CPU time that other programs used, from 0 to 1. */
  readonly foreign: number | null;
}

/** Runs `body` and returns its cost. `pids` are the processes of the measured program. */
export async function metered<Result>(
  server: BenchServer,
  database: BenchDatabase | null,
  pids: readonly number[],
  body: () => Promise<Result>,
): Promise<{ result: Result; cost: Cost }> {
  const before = await reading(server, database, pids);
  let peak: number | null = null;
  const look = async () => {
    const sizes = await Promise.all(pids.map(rssMb));
    const sum = sizes.reduce<number | null>(
      (total, size) => (size === null ? total : (total ?? 0) + size),
      null,
    );
    if (sum !== null) peak = Math.max(peak ?? 0, sum);
  };
  const timer = setInterval(() => void look(), MEMORY_EVERY_MS);
  try {
    const result = await body();
    const after = await reading(server, database, pids);
    await look();
    const seconds = (after.at - before.at) / 1000;
    const spent = (name: 'service' | 'postgres' | 'ours' | 'busy') => difference(after[name], before[name]);
    const [busy, ours] = [spent('busy'), spent('ours')];
    return {
      result,
      cost: {
        seconds,
        serviceCpuMs: spent('service'),
        postgresCpuMs: spent('postgres'),
        walBytes: after.wal - before.wal,
        peakRssMb: peak,
        foreign:
          busy === null || ours === null ? null : Math.max(busy - ours, 0) / (seconds * 1000 * cpuCount()),
      },
    };
  } finally {
    clearInterval(timer);
  }
}

async function reading(server: BenchServer, database: BenchDatabase | null, pids: readonly number[]) {
  const wal = database ? await database.walBytes() : 0;
  const [tree, busy] = await Promise.all([ProcessTree.look(), busyMs()]);
  const postgres = server.pid === null ? [] : [server.pid];
  return {
    at: now(),
    wal,
    busy,
    service: pids.length === 0 ? null : (tree?.cpuMs(pids) ?? null),
    postgres: server.pid === null ? null : (tree?.cpuMs(postgres) ?? null),
    ours: tree?.cpuMs([process.pid, ...postgres]) ?? null,
  };
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}
