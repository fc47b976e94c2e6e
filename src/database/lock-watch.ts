import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { prepareSession } from './session.js';

/** How often to query while a migration runs, in milliseconds. */
const LOOK_MS = 150;

/** Timeout of the connection and of each query, in milliseconds. */
const ANSWER_MS = 2500;

/** How long a line about the same sessions is not repeated. */
const SILENCE_MS = 60_000;

// A concurrent index waits for every snapshot, that of this very query too, for its milliseconds.
const FIND_BLOCKERS = `
  SELECT blocker.pid, usename AS account, application_name AS program, backend_type AS type, state, xact_start AS since
  FROM unnest(pg_blocking_pids($1)) AS blocker (pid)
  LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
  WHERE blocker.pid <> pg_backend_pid()
  ORDER BY blocker.pid`;

/** Columns that our account may not see are null. */
interface Blocker {
  pid: number;
  account: string | null;
  program: string | null;
  type: string | null;
  state: string | null;
  since: Date | null;
}

/**
 * Reports the sessions that block a migration, never their statements, which may hold anything. It queries while the
 * migration waits: afterwards Postgres does not know the blockers. And on a connection of its own: the migration's
 * waits, and the lock's must have no snapshot, for which a concurrent index would wait.
 */
export class LockWatch {
  private readonly stopping = new AbortController();
  private looking: Promise<void> | null = null;
  private running: { name: string; pid: number; isPatient: boolean } | null = null;
  private blockers: Blocker[] = [];
  private told = '';
  private toldAt = -Infinity;

  constructor(
    private readonly connection: pg.ClientConfig,
    private readonly say: (line: string) => void,
    /** How soon a migration that got no lock asks again, in milliseconds. */
    private readonly pauseMs: number,
  ) {}

  /** A migration runs in that session. A patient one waits until it has its lock, and blocks nobody meanwhile. */
  begin(name: string, pid: number, isPatient: boolean): void {
    this.running = { name, pid, isPatient };
    this.blockers = [];
    // A failed query is ignored; the migration itself does not suffer from it.
    this.looking ??= this.look().catch(() => undefined);
  }

  end(): void {
    this.running = null;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    const client = new pg.Client({
      ...this.connection,
      application_name: 'pleo-export-relay migrations watch',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await prepareSession(client);
      while (!signal.aborted) {
        const { running } = this;
        const { rows } = await client.query<Blocker>(FIND_BLOCKERS, [running?.pid ?? null]);
        if (rows.length > 0 && running === this.running) {
          this.blockers = rows;
          if (running?.isPatient) this.tell();
        }
        await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      // Not waited for: a connection that has fallen silent would never end.
      client.end().catch(() => undefined);
    }
  }

  /** Logs the blockers of the last query. */
  tell(): void {
    if (!this.running) return;
    const { name, isPatient } = this.running;
    const pids = this.blockers.flatMap(({ pid }) => (pid > 0 ? [pid] : []));
    const who = this.blockers.length > 0 ? this.blockers.map(describe).join(' and ') : 'another session';
    const line = [
      `${name} waits for ${who}`,
      ...(isPatient ? [] : [`, and tries again after ${this.pauseMs / 1000} s: it blocks nothing meanwhile`]),
      '.',
      ...(pids.length > 0 ? [` To end ${pids.length > 1 ? 'them' : 'it'}: SELECT ${endingOf(pids)}`] : []),
    ].join('');
    const now = performance.now();
    if (line === this.told && now - this.toldAt < SILENCE_MS) return;
    this.told = line;
    this.toldAt = now;
    this.say(line);
  }
}

function describe({ pid, account, program, type, state, since }: Blocker): string {
  if (pid === 0) return 'a prepared transaction (see pg_prepared_xacts)';
  const what = type === null || type === 'client backend' ? program && `"${program}"` : type;
  const known = [what, account && `of ${account}`, state, since && `since ${since.toISOString()}`];
  return `session ${pid} (${known.filter(Boolean).join(', ')})`;
}

function endingOf(pids: number[]): string {
  return pids.map((pid) => `pg_terminate_backend(${pid})`).join(', ');
}
