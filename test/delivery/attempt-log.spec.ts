import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered, expire } from '../support/reports.js';

const KEY = 'attempt-report-spec-write-key';
const COMPANY = randomUUID();
const INFO = 30;
const WARN = 40;

interface Line {
  level: number;
  msg: string;
  jobId?: string;
}

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ API_KEYS: `worker:write:${KEY}`, EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
});
afterAll(() => relay.stop());

function lines(): Line[] {
  return relay.log.map((line) => JSON.parse(line) as Line);
}

/** The lines of attempts for a job, once there are so many. */
function attemptsFor(jobId: string, count: number): Promise<Line[]> {
  return eventually(() => {
    const own = lines().filter((line) => line.jobId === jobId && line.msg.startsWith('attempt'));
    return own.length >= count && own;
  });
}

/** Reports with a request id and a key; the answer's body. */
async function post(path: string, body: object, requestId: string = randomUUID()) {
  const request = relay.http.post(path).auth(KEY, { type: 'bearer' }).set('X-Request-Id', requestId);
  return (await request.send(body)).body;
}

describe('an attempt', () => {
  it('is one line with the ids of its report', async () => {
    const [jobId, requestId] = [randomUUID(), randomUUID()];
    await post('/v1/export-jobs', { id: jobId, companyId: COMPANY });
    relay.sandbox.setFaults([{ match: { jobId }, status: 500, times: 1 }]);
    const { id } = await post('/v1/export-job-events', { jobId, event: 'started' }, requestId);
    await allDelivered(relay);
    const line = {
      level: INFO,
      msg: 'attempt ended',
      requestId,
      jobId,
      eventId: id,
      companyId: COMPANY,
      caller: 'worker',
      event: 'started',
      durationMs: expect.any(Number),
    };
    expect(await attemptsFor(jobId, 2)).toMatchObject([
      { ...line, outcome: 'passing', statusCode: 500, error: expect.stringContaining('Pleo answered 500') },
      { ...line, outcome: 'delivered', statusCode: 202 },
    ]);
    const attempts = await relay.database.query('SELECT FROM delivery_attempt WHERE job_id = $1', [jobId]);
    expect(attempts).toHaveLength(2);
  });

  it('of an event in a batch has the id of the request that brought the batch', async () => {
    const [first, second, requestId] = [randomUUID(), randomUUID(), randomUUID()];
    const events = [first, second].map((jobId) => ({ jobId, event: 'started' }));
    await post('/v1/export-job-events/batch', { events }, requestId);
    for (const jobId of [first, second]) {
      expect(await attemptsFor(jobId, 1)).toMatchObject([{ requestId, jobId, companyId: null }]);
    }
  });

  it('of an event that nobody reported has no request and no caller', async () => {
    const jobId = randomUUID();
    await post('/v1/export-jobs', { id: jobId });
    await expire(relay, jobId);
    expect(await attemptsFor(jobId, 1)).toMatchObject([{ event: 'failed', requestId: null, caller: null }]);
  });

  it('that leaves its event dead is a warning', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
    await post('/v1/export-job-events', { jobId, event: 'started' });
    expect(await attemptsFor(jobId, 1)).toMatchObject([
      { level: WARN, msg: 'attempt ended, the event is dead', outcome: 'refused', statusCode: 400 },
    ]);
    relay.sandbox.setFaults([]);
  });
});

describe('an attempt with results', () => {
  /** A job whose results are reported, of which Pleo refuses the first `refused`. */
  async function aJobWith(entries: number, refused: number): Promise<string> {
    const [jobId, ids] = [randomUUID(), Array.from({ length: entries }, () => randomUUID())];
    relay.sandbox.createJob({ id: jobId, accountingEntryIds: ids });
    for (const id of ids.slice(0, refused)) relay.sandbox.refuseItem(id, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    await post('/v1/export-job-events', { jobId, event: 'started' });
    const results = ids.map((accountingEntryId) => ({ accountingEntryId, status: 'successful' }));
    const request = relay.http.put(`/v1/export-jobs/${jobId}/items`).auth(KEY, { type: 'bearer' });
    await request.send(results).expect(200);
    return jobId;
  }

  it('says how many were sent', async () => {
    const [started, sent] = await attemptsFor(await aJobWith(3, 0), 2);
    expect(started).not.toHaveProperty('entries');
    expect(sent).toMatchObject({
      level: INFO,
      msg: 'attempt ended',
      event: 'items',
      entries: 3,
      outcome: 'delivered',
    });
  });

  it('is a warning when some are dead by it, and counts them', async () => {
    const [, sent] = await attemptsFor(await aJobWith(3, 2), 2);
    expect(sent).toMatchObject({
      level: WARN,
      msg: 'attempt ended, results are dead',
      entries: 3,
      dead: 2,
      outcome: 'partial',
    });
    await relay.database.truncate('export_job', 'export_job_item');
  });
});

describe('an outage of Pleo', () => {
  it('that 200 events meet is one warning and one all-clear', async () => {
    await eventually(async () => {
      // What is under way from the tests before must not be missed.
      await relay.database.query('DELETE FROM outbox WHERE claim IS NULL');
      return (await waiting()) === 0;
    });
    relay.log.length = 0;
    relay.sandbox.setFaults([{ status: 500 }]);
    const events = Array.from({ length: 200 }, () => ({ jobId: randomUUID(), event: 'started' }));
    await post('/v1/export-job-events/batch', { events });
    const failedProbes = () =>
      relay.database.query('SELECT FROM delivery_circuit WHERE probes >= 2').then(({ length }) => length > 0);
    await eventually(async () => (await letTimePass()) && failedProbes());
    relay.sandbox.setFaults([]);
    await eventually(async () => (await letTimePass()) && (await waiting()) === 0);

    const notable = lines().filter(({ level }) => level > INFO);
    expect(notable).toMatchObject([
      { level: WARN, msg: expect.stringMatching(/^Deliveries are paused: Pleo answered 500/) },
    ]);
    expect(lines().filter(({ msg }) => msg === 'Deliveries go on')).toMatchObject([{ level: INFO }]);
    const ids = events.map(({ jobId }) => jobId);
    const attempts = await relay.database.query('SELECT FROM delivery_attempt WHERE job_id = ANY ($1)', [
      ids,
    ]);
    expect(lines().filter(({ msg }) => msg === 'attempt ended')).toHaveLength(attempts.length);
  });

  /** The next probe is due, or the next try. */
  async function letTimePass(): Promise<true> {
    await relay.database.query('UPDATE delivery_circuit SET paused_until = now()');
    await relay.database.query('UPDATE outbox SET due_at = now() WHERE claim IS NULL AND due_at > now()');
    return true;
  }

  async function waiting(): Promise<number> {
    return (await relay.database.query('SELECT FROM outbox')).length;
  }
});
