import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const HOLD = `
  INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
  VALUES ('default', 0, 'told_to_wait', 'Pleo asked to wait.', now(), now() + interval '1 day', 0)`;

/** In one transaction, so all held events become due at once. */
const LET_GO = `
  BEGIN;
  DELETE FROM delivery_circuit;
  SELECT pg_notify('outbox', '');
  COMMIT`;

/** A database with the relay's tables, and the operations of the bench on it. */
export class BenchDatabase {
  private readonly pool: pg.Pool;

  constructor(
    readonly url: string,
    private readonly remove: () => Promise<void>,
  ) {
    this.pool = new pg.Pool({ connectionString: url, max: 2, idleTimeoutMillis: 0 });
    this.pool.on('error', () => undefined);
  }

  async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }

  /** Runs statements in a transaction that is rolled back, and returns the rows of each. */
  async tried<Row extends pg.QueryResultRow>(statements: readonly string[]): Promise<Row[][]> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const rows: Row[][] = [];
      for (const text of statements) rows.push((await client.query<Row>(text)).rows);
      return rows;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  /** Opens a transaction with a snapshot, as of a backup. The returned function ends it. */
  async openTransaction(): Promise<() => Promise<void>> {
    const client = await this.pool.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM export_job LIMIT 1');
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** Pauses deliveries, as Pleo's `Retry-After` does. */
  async hold(): Promise<void> {
    await this.query(HOLD);
  }

  /** Ends the pause. */
  async letGo(): Promise<void> {
    await this.query(LET_GO);
  }

  /** VACUUM, ANALYZE and a checkpoint, so none of that work falls into the measurement. */
  async settle(): Promise<void> {
    await this.query('VACUUM ANALYZE');
    await this.query('CHECKPOINT');
  }

  /** Resolves when the query returns no row any more. */
  async untilNone(text: string): Promise<void> {
    while ((await this.query(text)).length > 0) await sleep(10);
  }

  /** Bytes of WAL that the whole server has written. */
  async walBytes(): Promise<number> {
    const [row] = await this.query<{ bytes: number }>(
      `SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 AS bytes`,
    );
    return row?.bytes ?? NaN;
  }

  async drop(): Promise<void> {
    await this.pool.end();
    await this.remove();
  }
}
