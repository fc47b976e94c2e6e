import { BenchServer } from './database/bench-server.js';
import type { BenchDatabase } from './database/bench-database.js';
import type { NodeBinary } from './machine/node-binary.js';
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
    /** What runs the relay, and what is measured beside it. */
    private readonly node: NodeBinary,
    /** Prints a line of progress. */
    readonly say: (line: string) => void,
  ) {}

  async database(): Promise<BenchDatabase> {
    const database = await this.server.database();
    this.stops.push(() => database.drop());
    return database;
  }

  /** A program that takes part: Pleo's stand-in, or one that makes load. It runs on the bench's own Node. */
  program<Question, Answer, Greeting = unknown>(
    name: string,
    ...args: string[]
  ): Promise<Program<Question, Answer, Greeting>> {
    return this.started(process.execPath, name, args);
  }

  /** A program that is measured. */
  measured<Question, Answer, Greeting = unknown>(
    name: string,
    ...args: string[]
  ): Promise<Program<Question, Answer, Greeting>> {
    return this.started(this.node.path, name, args);
  }

  async relay(database: BenchDatabase, pleo: Pleo, settings: Record<string, string> = {}): Promise<Relay> {
    const relay = await Relay.start(this.node.path, database.url, pleo.greeting, settings);
    this.stops.push(() => relay.stop());
    return relay;
  }

  async clear(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
  }

  private async started<Question, Answer, Greeting>(
    node: string,
    name: string,
    args: readonly string[],
  ): Promise<Program<Question, Answer, Greeting>> {
    const program = await Program.start<Question, Answer, Greeting>(node, name, ...args);
    this.stops.push(() => program.stop());
    return program;
  }
}

/** The counts of the Pleo program since it was last told to forget. */
export async function tallyOf(pleo: Pleo): Promise<Tally> {
  return (await pleo.ask('tally')) as Tally;
}
