import type { TestDatabase } from './database.js';
import { eventually } from './eventually.js';
import type { Accepted } from './workers.js';

type Queried = Pick<TestDatabase, 'query'>;

/** Those of the promises that the table does not hold. */
export async function missing(database: Queried, accepted: readonly Accepted[]): Promise<Accepted[]> {
  const rows = await database.query<{ key: string }>(`SELECT job_id || event AS key FROM export_job_event`);
  const keys = new Set(rows.map(({ key }) => key));
  return accepted.filter(({ jobId, event }) => !keys.has(jobId + event));
}

/** Resolves when no event waits for its delivery any more. */
export async function drained(database: Queried, withinMs = 60_000): Promise<void> {
  await eventually(async () => {
    const [row] = await database.query<{ count: string }>('SELECT count(*) FROM outbox');
    if (row?.count !== '0') throw new Error(`${row?.count} events wait`);
    return true;
  }, withinMs);
}

/** How many events a replica says to be sending. */
export async function claims(database: Queried): Promise<number> {
  const [row] = await database.query<{ count: number }>('SELECT count(claim)::integer FROM outbox');
  return row?.count ?? -1;
}

/** Rows of the outbox that say something else than their events. */
export function outboxMistakes(database: Queried): Promise<Record<string, unknown>[]> {
  return database.query(
    `SELECT job_id, sequence, dead, delivery_status, outbox.accepted_at AS queued, event.accepted_at AS accepted
     FROM outbox
     JOIN export_job_event AS event USING (job_id, sequence)
     WHERE delivery_status <> CASE WHEN dead THEN 'dead' ELSE 'pending' END
        OR (outbox.kind = 'event' AND outbox.accepted_at <> event.accepted_at)`,
  );
}
