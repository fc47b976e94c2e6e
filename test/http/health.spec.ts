import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { report } from '../support/reports.js';

describe('health', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  it('is live', async () => {
    const { status, headers, body } = await relay.http.get('/health/live');
    expect([status, body.status]).toEqual([200, 'ok']);
    expect(headers['content-type']).toMatch(/^application\/json/);
  });

  it('is ready with database, dispatcher and sweep', async () => {
    const { status, body } = await relay.http.get('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      info: { database: { status: 'up' }, dispatcher: { status: 'up' }, sweep: { status: 'up' } },
      error: {},
    });
  });

  it.each(MIGRATIONS.map(({ name }) => name))(
    'is not ready while the migration %s is missing',
    async (name) => {
      const [row] = await relay.database.query<{ timestamp: string }>(
        'DELETE FROM migration WHERE name = $1 RETURNING timestamp',
        [name],
      );
      const { status, headers, body } = await relay.http.get('/health/ready');
      await relay.http.get('/health/live').expect(200);
      await relay.database.query('INSERT INTO migration (timestamp, name) VALUES ($1, $2)', [
        row?.timestamp,
        name,
      ]);

      expect(status).toBe(503);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(body).toMatchObject({ status: 'error', error: { database: { status: 'down' } } });
      expect(body.error.database.message).toContain(name);
      await relay.http.get('/health/ready').expect(200);
    },
  );

  it('is ready with the schema of a later version too', async () => {
    await relay.database.query(
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture')`,
    );
    await relay.http.get('/health/ready').expect(200);
  });

  it('stays ready while Pleo is down, and goes on accepting', async () => {
    await relay.sandbox.stop();
    const jobId = randomUUID();
    expect((await report(relay, jobId, 'started')).status).toBe(202);
    await eventually(async () => {
      const { body } = await relay.http.get(`/v1/export-job-events?jobId=${jobId}`);
      return body.data[0].delivery.attempts > 0;
    });
    const { status, body } = await relay.http.get('/health/ready');
    expect([status, body.status]).toEqual([200, 'ok']);
    expect((await report(relay, jobId, 'completed')).status).toBe(202);
  });
});
