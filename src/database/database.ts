import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type CustomTypesConfig,
  type Pool,
  type PoolClient,
  type QueryResult,
  type QueryResultRow,
  types,
} from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Settings } from '../config/settings.js';
import { isDatabaseUnavailable, isSerializationConflict, isStatementMisplaced } from './database-errors.js';
import type { Statement } from './statement.js';

/** How long a statement of the hot paths may take, in milliseconds: intake must answer 503 within 5 s. */
const STATEMENT_TIMEOUT_MS = 2500;

/**
 * How long one may take that nobody waits for: it passes over some millions of deliveries that Postgres cannot clean up
 * because somebody holds a transaction open.
 */
const PATIENT_TIMEOUT_MS = 10_000;

/**
 * Accepted means committed: a server or role that defaults to asynchronous commit must not weaken that. And Postgres
 * itself ends what we have stopped waiting for: after a network that swallowed our packets, a backend that goes on
 * waiting, or sits in an open transaction, would keep its locks. Every statement of the hot paths has its index; but
 * a plan that was made and kept while the tables were almost empty reads them whole, until Postgres looks again at how
 * large they are, a minute or more later. So reading whole tables is made to look dear, and where that cannot be helped,
 * as with a function's rows, Postgres before 18 takes the statement for one that is worth compiling: for 250 ms, each time.
 */
const begin = (timeoutMs: number) => `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL synchronous_commit = on;
  SET LOCAL statement_timeout = ${timeoutMs - 500};
  SET LOCAL idle_in_transaction_session_timeout = ${2 * timeoutMs};
  SET LOCAL enable_seqscan = off;
  SET LOCAL jit = off`;

const BEGIN = begin(STATEMENT_TIMEOUT_MS);
const BEGIN_PATIENTLY = begin(PATIENT_TIMEOUT_MS);

/** Date reads times as Postgres writes them, in a third of pg's time; all but infinite ones, of which there are none. */
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.TIMESTAMPTZ
      ? (text: string) => new Date(text)
      : (types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** Tries of a transaction that Postgres undid because of another one. */
const CONFLICT_TRIES = 3;
const CONFLICT_PAUSE_MS = 10;

/** What is to be done about `isStatementMisplaced`. */
const ADVICE =
  'DATABASE_URL leads to a pooler that does not keep prepared statements apart: set DATABASE_PREPARED_STATEMENTS=false';

/** Runs statements on a connection: what a transaction hands to its body. */
export type Run = <Row extends object>(
  statement: Statement,
  values: unknown[],
  timeoutMs?: number,
) => Promise<Row[]>;

/**
 * What a transaction does. `runAndCommit` runs its last statement and sends COMMIT right behind it (pipelining): that
 * saves a round trip, for which the rows would stay locked. Only hot paths need it; otherwise COMMIT follows the body.
 */
export type Body<Result> = (run: Run, runAndCommit: Run) => Promise<Result>;

/**
 * Named statements, prepared unless DATABASE_PREPARED_STATEMENTS is false, and short transactions on TypeORM's own
 * pool: one pool for hot paths and cold reads. All methods throw what pg throws; `isDatabaseUnavailable` tells which of
 * it passes. A module has a repository where rows are mapped to something else; where none are, its service or sweep
 * runs the statements here itself.
 */
@Injectable()
export class Database {
  private readonly pool: Pool;
  private readonly prepares: boolean;

  constructor(dataSource: DataSource, { DATABASE_PREPARED_STATEMENTS }: Settings) {
    this.prepares = DATABASE_PREPARED_STATEMENTS;
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
    // The pool stops listening when it hands a connection out, and whoever waits for it goes on a little later. An error
    // that comes in between, as from a server that ends all its connections, would end the process.
    const heard = new WeakSet<PoolClient>();
    this.pool.on('acquire', (client) => {
      if (!heard.has(client)) client.on('error', ignore);
      heard.add(client);
    });
  }

  /** How many wait for a connection of the pool. */
  get waiting(): number {
    return this.pool.waitingCount;
  }

  /** How many connections the pool has at the moment, in use and not, and how many it may have. */
  get connections(): { inUse: number; idle: number; most: number } {
    const { totalCount, idleCount, options } = this.pool;
    return { inUse: totalCount - idleCount, idle: idleCount, most: options.max };
  }

  /** Runs one statement by itself. */
  async run<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row & QueryResultRow>(this.query(statement, values)).catch(advise);
    return rows;
  }

  /** Runs one statement in a transaction of its own, in one round trip. */
  commit<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.transaction((_, runAndCommit) => runAndCommit<Row>(statement, values));
  }

  /** Runs one that reads, as in a transaction of the hot paths, but for up to PATIENT_TIMEOUT_MS. */
  patiently<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.once((run) => run<Row>(statement, values, PATIENT_TIMEOUT_MS), BEGIN_PATIENTLY);
  }

  /**
   * Runs `body` in a READ COMMITTED transaction whose commit is on disk when this resolves. When `body` throws before its
   * last statement, nothing has happened. A deadlock or serialization conflict runs `body` again, so it must have no
   * effect but its statements.
   */
  async transaction<Result>(body: Body<Result>): Promise<Result> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.once(body);
      } catch (error) {
        if (tried === CONFLICT_TRIES || !isSerializationConflict(error)) throw error;
        // The other one needs a moment to get what this one has let go of.
        await sleep(CONFLICT_PAUSE_MS);
      }
    }
  }

  /** BEGIN travels with the first statement and COMMIT with the last one: pg sends without waiting for answers. */
  private async once<Result>(body: Body<Result>, begin = BEGIN): Promise<Result> {
    const client = await this.pool.connect();
    const begun = simple(client, begin);
    begun.catch(ignore);
    let committed: Promise<QueryResult> | undefined;
    let broken: unknown;
    const run: Run = async <Row extends object>(
      statement: Statement,
      values: unknown[],
      timeoutMs?: number,
    ) => {
      const query = this.query(statement, values, timeoutMs);
      const [{ rows }] = await Promise.all([client.query<Row & QueryResultRow>(query), begun]);
      return rows;
    };
    const runAndCommit: Run = <Row extends object>(statement: Statement, values: unknown[]) => {
      const rows = run<Row>(statement, values);
      committed = simple(client, 'COMMIT');
      committed.catch(ignore);
      return rows;
    };
    try {
      const result = await body(run, runAndCommit).catch(advise);
      const { command } = await (committed ?? simple(client, 'COMMIT'));
      // Postgres answers COMMIT with ROLLBACK when a statement had failed and `body` went on as if it had not.
      if (command !== 'COMMIT')
        throw new Error('a statement of the transaction failed: nothing was committed');
      return result;
    } catch (error) {
      const lost = isDatabaseUnavailable(error) && !isSerializationConflict(error);
      // Postgres ends a failed transaction at a commit as well.
      const ended = () => committed ?? simple(client, 'ROLLBACK');
      broken = lost ? error : await ended().then(() => undefined, toError);
      throw error;
    } finally {
      client.release(broken === undefined ? undefined : toError(broken));
    }
  }

  private query({ name, text }: Statement, values: unknown[], timeoutMs = STATEMENT_TIMEOUT_MS) {
    return {
      ...(this.prepares && { name }),
      text,
      values,
      types: TYPES,
      query_timeout: timeoutMs,
    };
  }
}

function ignore(): void {
  // Whoever waits for the statement under way, or for the next one, hears of the same error.
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** Throws the error on, with what to do about it where somebody has to. */
function advise(error: unknown): never {
  if (isStatementMisplaced(error)) (error as Error).message += ` (${ADVICE})`;
  throw error;
}

function simple(client: PoolClient, text: string): Promise<QueryResult> {
  return client.query({ text, query_timeout: STATEMENT_TIMEOUT_MS } as { text: string });
}
