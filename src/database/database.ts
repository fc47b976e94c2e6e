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
import { type Statement, statement } from './statement.js';

/** Statement timeout of the hot paths, in milliseconds: a report must be answered 503 within 5 s. */
const STATEMENT_TIMEOUT_MS = 2500;

/**
 * Statement timeout of background reads: they may pass over some millions of dead rows that vacuum cannot remove while
 * a transaction is open.
 */
const PATIENT_TIMEOUT_MS = 10_000;

/**
 * Synchronous commit: accepted means committed, whatever the server or role defaults to. Statement and idle timeouts:
 * Postgres itself ends work that we gave up on, for a backend behind a broken network would keep its locks. Sequential
 * scans are priced high: every hot statement has its index, but a plan that was cached while the tables were almost
 * empty scans them until Postgres looks at their size again, a minute or more later. JIT is off: where a scan or a
 * function's rows look expensive, Postgres before 18 would compile the statement, for 250 ms each time. Generic plans:
 * a statement is planned once for each connection. Postgres would plan one that is given long arrays again each time,
 * which costs as much as running it and finds the same plan.
 */
const begin = (timeoutMs: number) => `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL synchronous_commit = on;
  SET LOCAL statement_timeout = ${timeoutMs - 500};
  SET LOCAL idle_in_transaction_session_timeout = ${2 * timeoutMs};
  SET LOCAL enable_seqscan = off;
  SET LOCAL jit = off;
  SET LOCAL plan_cache_mode = force_generic_plan`;

const BEGIN = begin(STATEMENT_TIMEOUT_MS);
const BEGIN_PATIENTLY = begin(PATIENT_TIMEOUT_MS);

/**
 * Date reads times as Postgres writes them, in a third of pg's time; all but infinite ones, of which there are none.
 */
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.TIMESTAMPTZ
      ? (text: string) => new Date(text)
      : (types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** Tries of a transaction after deadlocks or serialization conflicts. */
const CONFLICT_TRIES = 3;
const CONFLICT_PAUSE_MS = 10;

/** Advice for `isStatementMisplaced`. */
const ADVICE =
  'DATABASE_URL leads to a pooler that does not keep prepared statements apart: set DATABASE_PREPARED_STATEMENTS=false';

/** Whether Postgres answers at all. */
const PROBE = statement('probe-database', 'SELECT 1');

/** Runs statements on a connection: handed to the body of a transaction. */
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
 * pool: one pool for hot paths and cold reads. All methods throw pg's errors; `isDatabaseUnavailable` tells which are
 * transient. A module has a repository where rows are mapped to something else; where none are, its service or sweep
 * runs the statements here itself.
 */
@Injectable()
export class Database {
  private readonly pool: Pool;
  private readonly prepares: boolean;

  constructor(dataSource: DataSource, { DATABASE_PREPARED_STATEMENTS }: Settings) {
    this.prepares = DATABASE_PREPARED_STATEMENTS;
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
    // The pool removes its error listener when it hands a connection out, and the caller adds one a moment later. An
    // error in between, as from a server that ends all its connections, would end the process.
    const heard = new WeakSet<PoolClient>();
    this.pool.on('acquire', (client) => {
      if (!heard.has(client)) client.on('error', ignore);
      heard.add(client);
    });
  }

  /** Callers that wait for a connection of the pool. */
  get waiting(): number {
    return this.pool.waitingCount;
  }

  /** The pool's connections, in use and idle, and its limit. */
  get connections(): { inUse: number; idle: number; most: number } {
    const { totalCount, idleCount, options } = this.pool;
    return { inUse: totalCount - idleCount, idle: idleCount, most: options.max };
  }

  /**
   * To be called before reads that may take long, as TypeORM's may: rejects within STATEMENT_TIMEOUT_MS where Postgres
   * hangs, so that callers do not wait for the whole of their timeout.
   */
  async answers(): Promise<void> {
    await this.run(PROBE, []);
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

  /** Runs one reading statement with the settings of the hot paths, for up to PATIENT_TIMEOUT_MS. */
  patiently<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
    return this.once((run) => run<Row>(statement, values, PATIENT_TIMEOUT_MS), BEGIN_PATIENTLY);
  }

  /**
   * Runs `body` in a READ COMMITTED transaction whose commit is on disk when this resolves. When `body` throws before
   * its last statement, nothing has happened. A deadlock or serialization conflict runs `body` again, so it must have
   * no effect but its statements.
   */
  async transaction<Result>(body: Body<Result>): Promise<Result> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.once(body);
      } catch (error) {
        if (tried === CONFLICT_TRIES || !isSerializationConflict(error)) throw error;
        // The other transaction needs a moment to take the locks that this one released.
        await sleep(CONFLICT_PAUSE_MS);
      }
    }
  }

  /**
   * Pipelining: BEGIN travels with the first statement and COMMIT with the last one; pg sends without waiting for
   * answers.
   */
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
      // Postgres answers COMMIT with ROLLBACK when a statement failed and `body` ignored it.
      if (command !== 'COMMIT')
        throw new Error('a statement of the transaction failed: nothing was committed');
      return result;
    } catch (error) {
      const lost = isDatabaseUnavailable(error) && !isSerializationConflict(error);
      // A commit also ends a failed transaction.
      const ended = () => committed ?? simple(client, 'ROLLBACK');
      broken = lost ? error : await ended().then(() => undefined, toError);
      throw error;
    } finally {
      client.release(broken === undefined ? undefined : toError(broken));
    }
  }

  private query({ name, text }: Statement, values: unknown[], timeoutMs = STATEMENT_TIMEOUT_MS) {
    return {
      name: this.prepares ? name : undefined,
      text,
      values,
      types: TYPES,
      query_timeout: timeoutMs,
    };
  }
}

function ignore(): void {
  // The statement under way, and the next one, report the same error.
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** Rethrows the error, with advice where a person has to act. */
function advise(error: unknown): never {
  if (isStatementMisplaced(error)) (error as Error).message += ` (${ADVICE})`;
  throw error;
}

function simple(client: PoolClient, text: string): Promise<QueryResult> {
  return client.query({ text, query_timeout: STATEMENT_TIMEOUT_MS } as { text: string });
}
