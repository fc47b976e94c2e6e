import type { Client } from 'pg';

/** How often to look while a migration runs, and while none does, in milliseconds. */
const LOOK_MS = 150;
const IDLE_MS = 1000;

/** How long a line about the same sessions is not repeated. */
const SILENCE_MS = 60_000;

const FIND_BLOCKERS = `
  SELECT blocker.pid, usename AS account, application_name AS program, backend_type AS type, state, xact_start AS since
  FROM unnest(pg_blocking_pids($1)) AS blocker (pid)
  LEFT JOIN pg_stat_activity AS activity ON activity.pid = blocker.pid
  ORDER BY blocker.pid`;

/** What other accounts may not see is null. */
interface Blocker {
  pid: number;
  account: string | null;
  program: string | null;
  type: string | null;
  state: string | null;
  since: Date | null;
}

/**
 * Finds out who keeps a migration waiting, and says so: which sessions, never what they do, since their statements may hold
 * anything. It has to look while the migration waits: afterwards Postgres does not know what for.
 */
export class LockWatch {
  private running: { name: string; pid: number; isPatient: boolean } | null = null;
  private blockers: Blocker[] = [];
  private told = '';
  private toldAt = -Infinity;

  constructor(
    private readonly say: (line: string) => void,
    /** How soon a migration that waited in vain asks again, in milliseconds. */
    private readonly pauseMs: number,
  ) {}

  get intervalMs(): number {
    return this.running ? LOOK_MS : IDLE_MS;
  }

  /** A migration runs in that session. One that is patient waits until it has its lock, which keeps nobody waiting. */
  begin(name: string, pid: number, isPatient: boolean): void {
    this.running = { name, pid, isPatient };
    this.blockers = [];
  }

  end(): void {
    this.running = null;
  }

  /** Looks once, by another session than the one that waits. Throws what that session throws. */
  async look(session: Client): Promise<void> {
    const { rows } = await session.query<Blocker>(FIND_BLOCKERS, [this.running?.pid ?? null]);
    if (rows.length === 0) return;
    this.blockers = rows;
    if (this.running?.isPatient) this.tell();
  }

  /** Says who was in the way when it was last looked. */
  tell(): void {
    if (!this.running) return;
    const { name, isPatient } = this.running;
    const pids = this.blockers.flatMap(({ pid }) => (pid > 0 ? [pid] : []));
    const who = this.blockers.length > 0 ? this.blockers.map(describe).join(' and ') : 'another session';
    const line = [
      `${name} waits for ${who}`,
      ...(isPatient
        ? []
        : [`, and asks again after ${this.pauseMs / 1000} s: nobody waits behind it meanwhile`]),
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
