import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { expect } from 'vitest';
import type { TestApp } from './app.js';

/** Asks for a job. */
export async function claim(relay: TestApp, body: object = {}): Promise<Response> {
  return relay.http.post('/v1/export-jobs/claim').send(body);
}

/** A job that was claimed. */
export interface Claimed {
  readonly job: { readonly id: string; readonly status: string };
  readonly lease: { readonly token: string; readonly until: string };
  readonly resumed: boolean;
}

/** The same where there must be one. */
export async function claimed(relay: TestApp, body: object = {}): Promise<Claimed> {
  const answer = await claim(relay, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Claimed;
}

/** A pending job, of a company if one is given. Returns its id. */
export async function pendingJob(relay: TestApp, companyId: string | null = null): Promise<string> {
  const id = randomUUID();
  expect((await relay.http.post('/v1/export-jobs').send({ id, companyId })).status).toBe(201);
  return id;
}

/** The worker of the job fell silent: its lease is over since this moment. */
export async function lapse({ database }: Pick<TestApp, 'database'>, jobId: string): Promise<void> {
  const rows = await database.query(
    `UPDATE job_lease SET until = date_trunc('milliseconds', now()) WHERE job_id = $1 AND ended IS NULL RETURNING job_id`,
    [jobId],
  );
  expect(rows).toHaveLength(1);
}

/** Nothing is left to be claimed, and nobody holds a job. */
export async function noJobs({ database }: TestApp): Promise<void> {
  await database.truncate('export_job');
}
