import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { drained } from '../support/books.js';
import { eventually } from '../support/eventually.js';

const FINALS = ['completed', 'completed_with_errors', 'failed'];

describe('the relay', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterEach(() => relay.sandbox.clearFaults());
  afterAll(() => relay.stop());

  const report = async (jobId: string, event: string): Promise<string> => {
    const { body } = await relay.http.post('/v1/export-job-events').send({ jobId, event }).expect(202);
    return body.id;
  };
  const delivery = async (eventId: string) => {
    const { body } = await relay.http.get(`/v1/export-job-events/${eventId}`).expect(200);
    return body.delivery;
  };
  const arrived = (jobId: string) =>
    relay.sandbox.requests.filter((request) => request.method === 'POST' && request.jobId === jobId);

  it('delivers the events of a job in order', async () => {
    const jobId = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id: jobId }).expect(201);
    await report(jobId, 'started');
    await report(jobId, 'completed');
    const job = await eventually(async () => {
      const { body } = await relay.http.get(`/v1/export-jobs/${jobId}`).expect(200);
      return body.delivery.status === 'delivered' && body;
    });
    expect(job.status).toBe('completed');
    expect(arrived(jobId).map(({ event }) => event)).toEqual(['started', 'completed']);
    expect(relay.sandbox.job(jobId)?.status).toBe('completed');
  });

  it('brings Pleo to the state of every job through latency, errors and lost answers', async () => {
    relay.sandbox.setFaults(
      [
        { match: { method: 'POST' }, probability: 0.08, status: 503 },
        { match: { method: 'POST' }, probability: 0.08, loseAnswer: true },
        { latencyMs: 2, jitterMs: 30 },
      ],
      { seed: 20251125 },
    );
    const jobs = Array.from({ length: 60 }, (_, index) => ({
      id: randomUUID(),
      end: FINALS[index % 3] ?? '',
    }));
    await Promise.all(
      jobs.map(async ({ id, end }) => {
        await report(id, 'started');
        await report(id, end);
      }),
    );
    await drained(relay.database);

    expect(jobs.map(({ id }) => relay.sandbox.job(id)?.status)).toEqual(jobs.map(({ end }) => end));
    expect(relay.sandbox.overlaps).toBe(0);
    for (const { id, end } of jobs) {
      const changes = arrived(id).filter(({ changed }) => changed);
      expect(changes.map(({ event }) => event)).toEqual(['started', end]);
    }

    // Every request that Pleo got is an attempt here, and no other.
    const attempts = await relay.database.query<{ job_id: string; request: string }>(
      'SELECT job_id, request FROM delivery_attempt WHERE job_id = ANY ($1)',
      [jobs.map(({ id }) => id)],
    );
    const sent = jobs.flatMap(({ id }) => arrived(id).map(({ event }) => `${id} ${event}`));
    expect(attempts.map(({ job_id, request }) => `${job_id} ${request}`).sort()).toEqual(sent.sort());

    // The faults were met, and told from one another.
    const outcomes = await relay.database.query<{ outcome: string }>(
      'SELECT DISTINCT outcome FROM delivery_attempt WHERE job_id = ANY ($1)',
      [jobs.map(({ id }) => id)],
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['delivered', 'passing', 'confirmed']),
    );
  });

  it('holds back the later events of a job behind a dead one, and no other job', async () => {
    const [refused, other] = [randomUUID(), randomUUID()];
    relay.sandbox.setFaults([{ match: { jobId: refused, event: 'started' }, status: 400 }]);
    const dead = await report(refused, 'started');
    const blocked = await report(refused, 'completed');
    await eventually(async () => (await delivery(dead)).status === 'dead');
    await report(other, 'started');
    const last = await report(other, 'completed');
    await eventually(async () => (await delivery(last)).status === 'delivered');

    expect(await delivery(dead)).toMatchObject({ outcome: 'refused', attempts: 1, lastStatusCode: 400 });
    expect(await delivery(blocked)).toMatchObject({
      status: 'pending',
      attempts: 0,
      nextAttemptAt: null,
      waitingFor: { reason: 'blocked', eventId: dead },
    });
    const { body: job } = await relay.http.get(`/v1/export-jobs/${refused}`).expect(200);
    expect(job.delivery).toMatchObject({ pending: 1, dead: 1 });
    expect(arrived(refused)).toHaveLength(1);
    // Out of the way of `drained` in other tests.
    await relay.database.query('DELETE FROM outbox WHERE job_id = $1', [refused]);
  });

  it('says until when an event waits for its next attempt', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, status: 500 }]);
    const id = await report(jobId, 'started');
    const waiting = await eventually(async () => {
      const found = await delivery(id);
      return found.waitingFor && found;
    });
    expect(waiting).toMatchObject({
      status: 'pending',
      lastStatusCode: 500,
      waitingFor: { reason: 'retry' },
    });
    expect(waiting.waitingFor.until).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
    expect(waiting.waitingFor.until).toBe(waiting.nextAttemptAt);
    relay.sandbox.clearFaults();
    const delivered = await eventually(async () => {
      const found = await delivery(id);
      return found.status === 'delivered' && found;
    });
    expect(delivered.waitingFor).toBeNull();
    expect(delivered.attempts).toBe(arrived(jobId).length);
  });

  it('lets an event wait for its turn while the one before it is on the way', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId, event: 'started' }, latencyMs: 60_000 }]);
    const first = await report(jobId, 'started');
    await eventually(() => arrived(jobId).length === 1);
    const { body } = await relay.http
      .post('/v1/export-job-events')
      .send({ jobId, event: 'completed' })
      .expect(202);
    expect(body.delivery.waitingFor).toEqual({ reason: 'turn', eventId: first });
    expect((await delivery(body.id)).waitingFor).toEqual({ reason: 'turn', eventId: first });
    expect(arrived(jobId)).toHaveLength(1);
    relay.sandbox.clearFaults();
    relay.sandbox.release();
    await eventually(async () => (await delivery(body.id)).status === 'delivered');
    const [started, completed] = arrived(jobId);
    expect(completed?.receivedAt).toBeGreaterThan(started?.answeredAt ?? Infinity);
  });
});
