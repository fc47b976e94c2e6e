import type { RestartablePostgres } from './restartable-postgres.js';

export interface EventRow extends Record<string, unknown> {
  readonly jobId: string;
  readonly sequence: number;
  readonly event: string;
  readonly deliveryStatus: string;
  readonly outcome: string | null;
  /** Milliseconds since 1970. */
  readonly deliveredAt: number | null;
}

export interface AttemptRow extends Record<string, unknown> {
  readonly jobId: string;
  readonly sequence: number;
  readonly request: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: string;
  readonly error: string | null;
}

/** What the relay knows at the end. */
export interface Books {
  readonly statuses: ReadonlyMap<string, string>;
  readonly events: readonly EventRow[];
  readonly attempts: readonly AttemptRow[];
}

export async function readBooks(postgres: RestartablePostgres): Promise<Books> {
  const [jobs, events, attempts] = await Promise.all([
    postgres.query<{ id: string; status: string }>('SELECT id, status FROM export_job'),
    postgres.query<EventRow>(
      `SELECT job_id AS "jobId", sequence, event, delivery_status AS "deliveryStatus", outcome,
              (extract(epoch FROM delivered_at) * 1000)::float8 AS "deliveredAt"
       FROM export_job_event
       WHERE kind = 'event'
       ORDER BY job_id, sequence`,
    ),
    postgres.query<AttemptRow>(
      `SELECT job_id AS "jobId", sequence, request, duration_ms AS "durationMs", outcome, error,
              (extract(epoch FROM started_at) * 1000)::float8 AS "startedAt"
       FROM delivery_attempt
       ORDER BY job_id, sequence, number`,
    ),
  ]);
  return { statuses: new Map(jobs.map(({ id, status }) => [id, status])), events, attempts };
}

/** A row that no dead results of its job hold back. */
const UNHELD = `NOT EXISTS (
  SELECT
  FROM outbox AS earlier
  WHERE earlier.job_id = outbox.job_id
    AND earlier.sequence < outbox.sequence
    AND earlier.dead
)`;

/**
 * How many messages go out by themselves, or will within seconds, and how many wait for a person or behind one that
 * does.
 */
export async function waiting(postgres: RestartablePostgres): Promise<{ due: number; stuck: number }> {
  const [row] = await postgres.query<{ due: number; stuck: number }>(
    `SELECT count(*) FILTER (WHERE goes)::integer AS due, count(*) FILTER (WHERE NOT goes)::integer AS stuck
     FROM (
       SELECT due_at IS NOT NULL AND (${UNHELD} OR due_at < now() + interval '30 seconds') AS goes
       FROM outbox
     ) AS message`,
  );
  return row ?? { due: -1, stuck: -1 };
}

/** What waits for its next try is due now: only what a claim holds is left to the relay, and what dead results hold. */
export async function hurry(postgres: RestartablePostgres): Promise<void> {
  await postgres.query(
    `UPDATE outbox SET due_at = now() WHERE due_at > now() AND claim IS NULL AND ${UNHELD}`,
  );
  await postgres.query('UPDATE delivery_circuit SET paused_until = now() WHERE paused_until > now()');
}
