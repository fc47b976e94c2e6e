import { BenchServer } from './database/bench-server.js';
import type { BenchDatabase } from './database/bench-database.js';
import { Program } from './programs/program.js';
import type { PleoQuestion, Tally } from './programs/pleo.js';
import type { Scale } from './scale.js';
import { Relay } from './programs/relay.js';

export type Pleo = Program<PleoQuestion, unknown, string>;

/** Starts databases and programs for a scenario, and stops them after it. */
export class Harness {
  private readonly stops: (() => Promise<void>)[] = [];

  constructor(
    readonly server: BenchServer,
    readonly scale: Scale,
    /** Prints a line of progress. */
    readonly say: (line: string) => void,
  ) {}

  async database(): Promise<BenchDatabase> {
    const database = await this.server.database();
    this.stops.push(() => database.drop());
    return database;
  }

  async program<Question, Answer, Greeting = unknown>(
    name: string,
    ...args: string[]
  ): Promise<Program<Question, Answer, Greeting>> {
    const program = await Program.start<Question, Answer, Greeting>(name, ...args);
    this.stops.push(() => program.stop());
    return program;
  }

  async relay(database: BenchDatabase, pleo: Pleo, settings: Record<string, string> = {}): Promise<Relay> {
    const relay = await Relay.start(database.url, pleo.greeting, settings);
    this.stops.push(() => relay.stop());
    return relay;
  }

  async clear(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
  }
}

/** The counts of the Pleo program since it was last told to forget. */
export async function tallyOf(pleo: Pleo): Promise<Tally> {
  return (await pleo.ask('tally')) as Tally;
}
