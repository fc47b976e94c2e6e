import type { BenchDatabase } from '../database/bench-database.js';
import { metered } from '../machine/meter.js';
import type { LoadAnswer, LoadQuestion } from '../programs/load.js';
import type { Program } from '../programs/program.js';
import type { Subject } from '../rounds.js';
import type { Harness } from '../harness.js';

export const CONNECTIONS = 64;

/** A program that accepts reports. */
interface Server {
  readonly name: string;
  readonly database: BenchDatabase;
  readonly pid: number;
  readonly url: string;
  /** Called after each round: resolves when its background work is done. */
  rest?(): Promise<void>;
}

/** Accepts reports for a while in each round, as fast as it answers. */
export function intakeSubject(
  harness: Harness,
  load: Program<LoadQuestion, LoadAnswer>,
  server: Server,
): Subject {
  const { name, database, pid, url } = server;
  const run = () => load.ask({ url, connections: CONNECTIONS, seconds: harness.scale.seconds });
  return {
    name,
    async round() {
      await database.settle();
      const { result, cost } = await metered(harness.server, database, [pid], run);
      await server.rest?.();
      const { accepted, refused, seconds, p50, p99 } = result;
      if (refused > 0) throw new Error(`${refused} reports were not accepted`);
      return { rate: accepted / seconds, events: accepted, cost, p50, p99 };
    },
  };
}
