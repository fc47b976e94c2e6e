import type { TestDatabase } from './database.js';

/** Removes a job with all that is known of it, as after a failover to a standby that had not heard of it. */
export async function forgetJob(database: TestDatabase, jobId: string): Promise<void> {
  for (const table of ['outbox', 'delivery_attempt', 'export_job_event'])
    await database.query(`DELETE FROM ${table} WHERE job_id = $1`, [jobId]);
  await database.query('DELETE FROM export_job WHERE id = $1', [jobId]);
}
