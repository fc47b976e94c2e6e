import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RelayClock } from '../../src/clock/relay-clock.js';
import { EventRecorder } from '../../src/events/event-recorder.js';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import { RetentionSweep } from '../../src/retention/retention.sweep.js';
import { CircuitRepository } from '../../src/queue/circuit.repository.js';
import { DueTimesSweep } from '../../src/queue/due-times.sweep.js';
import { JobPoll } from '../../src/polling/job-poll.js';
import { PollTurns } from '../../src/polling/poll-turns.repository.js';
import { WebhookReceiptSweep } from '../../src/webhooks/webhook-receipt.sweep.js';
import { startApp, type TestApp } from '../support/app.js';
import { byHand } from '../support/by-hand.js';
import { type DatabaseClock, takeClock } from '../support/database-clock.js';
import { eventually } from '../support/eventually.js';
import { aJobAfter, allDelivered, runOut, report } from '../support/reports.js';
import { beSteady } from '../support/steady.js';
import { jobCreated, SECRET, signed } from '../support/webhooks.js';

const DEFAULT = 'default';

/** An observation of now, of an event that was not tried before. */
const FRESH = { ageMs: 0, jobId: randomUUID(), isRepeated: false } as const;

let relay: TestApp;
let clock: DatabaseClock;

beforeAll(async () => {
  relay = await startApp(
    {
      PLEO_WEBHOOK_SECRET: SECRET,
      CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
      EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
    },
    async (database) => (clock = await takeClock(database)),
  );
  byHand(relay.app, 'Due times sweep');
});
beforeEach(async () => {
  relay.sandbox.reset();
  await beSteady(relay.app, relay.database);
});
afterEach(async () => {
  await clock.set('0');
  await relay.app.get(RelayClock).look();
  await relay.database.truncate('export_job', 'delivery_circuit', 'poll_turn', 'webhook_receipt');
});
afterAll(() => relay.stop());

const sweep = () => relay.app.get(JobExpirySweep).runOnce();

async function aJob(expiresIn: number): Promise<string> {
  const id = randomUUID();
  expect((await relay.http.post('/v1/export-jobs').send({ id, expiresIn })).status).toBe(201);
  return id;
}

async function statusOf(id: string): Promise<string> {
  return (await relay.http.get(`/v1/export-jobs/${id}`)).body.status;
}

/** Milliseconds from now, by the clock of the database, until the job expires. */
async function leftOf(id: string): Promise<number> {
  const [row] = await relay.database.query<{ left: number }>(
    `SELECT (extract(epoch FROM expires_at - now()) * 1000)::float8 AS left FROM export_job WHERE id = $1`,
    [id],
  );
  return row?.left ?? NaN;
}

async function metric(name: string): Promise<number> {
  const { text } = await relay.http.get('/metrics');
  const line = text.split('\n').find((one: string) => one.startsWith(`${name} `)) ?? '';
  return Number(line.slice(name.length));
}

describe('a clock of the database that is set ahead', () => {
  it.each(['1 hour', '10 years'])('by %s for a moment fails no job', async (by) => {
    const jobs = [await aJob(60), await aJob(600), await aJobAfter(relay, ['started'])];
    await clock.set(by);
    expect(await sweep()).toBe(0);
    expect(await sweep()).toBe(0);
    for (const id of jobs) expect(await leftOf(id)).toBeGreaterThan(50_000);
    await clock.set('0');
    expect(await sweep()).toBe(0);
    expect(await Promise.all(jobs.map(statusOf))).toEqual(['pending', 'pending', 'in_progress']);
    expect(relay.sandbox.requests.map(({ event }) => event)).toEqual(['started']);
  });

  it('between two looks fails no job either', async () => {
    await aJob(60);
    await relay.app.get(RelayClock).look();
    await clock.set('1 hour');
    expect(await relay.app.get(EventRecorder).expire(500, 7_200_000)).toEqual({ expired: 0, held: 0 });
  });

  it('and stays so lets a job expire its limit later, an hour at most', async () => {
    const [short, long] = [await aJob(60), await aJob(90_000)];
    await clock.set('3 days');
    expect(await sweep()).toBe(0);
    expect(await leftOf(short)).toBeLessThanOrEqual(60_000);
    expect(await leftOf(short)).toBeGreaterThan(50_000);
    expect(await leftOf(long)).toBeLessThanOrEqual(3_600_000);
    expect(await leftOf(long)).toBeGreaterThan(3_590_000);
    await beSteady(relay.app, relay.database);
    for (const id of [short, long]) await runOut(relay, id);
    expect(await sweep()).toBe(2);
    await allDelivered(relay);
  });

  it('is told in the log and by a metric', async () => {
    await clock.set('1 hour');
    await eventually(() =>
      relay.log.some((line) => /The clock of the database was set ahead by 3[56]\d\d s/.test(line)),
    );
    expect(await metric('relay_clock_steady_seconds')).toBeLessThan(60);
  });

  it('deletes nothing: neither jobs nor webhooks that were taken', async () => {
    await aJobAfter(relay, ['started', 'completed']);
    const body = JSON.stringify(jobCreated());
    const headers = signed(body);
    const send = () =>
      relay.http.post('/webhooks/pleo').set('Content-Type', 'application/json').set(headers).send(body);
    expect((await send()).status).toBe(204);
    await clock.set('10 years');
    await eventually(async () => (await relay.app.get(RelayClock).look()) > 0);
    expect(await relay.app.get(RetentionSweep).runOnce()).toBe(0);
    expect(await relay.app.get(WebhookReceiptSweep).runOnce()).toBe(0);
  });

  it.each(['1 hour', '-1 hour'])('or back (%s) refuses no webhook', async (by) => {
    await clock.set(by);
    const body = JSON.stringify(jobCreated());
    const { status } = await relay.http
      .post('/webhooks/pleo')
      .set('Content-Type', 'application/json')
      .set(signed(body))
      .send(body);
    expect(status).toBe(204);
  });

  it('lets a job that was reported meanwhile expire in time', async () => {
    await clock.set('2 years');
    const id = await aJob(60);
    await clock.set('0');
    await sweep();
    expect(await leftOf(id)).toBeLessThanOrEqual(60_000);
    expect(await statusOf(id)).toBe('pending');
  });

  it('does not keep minutes of the future for the overview', async () => {
    await clock.set('30 minutes');
    await relay.http.get('/v1/overview');
    await clock.set('0');
    await aJobAfter(relay, ['started']);
    await relay.http.get('/v1/overview');
    await clock.set('5 minutes');
    const { body } = await relay.http.get('/v1/overview');
    expect(body.lastHour.delivered).toBe(1);
  });
});

describe('a clock of the database that is set back', () => {
  /** An event whose retry is due, as things stand, an hour later than it should be. */
  async function aRetryThatWaits(): Promise<string> {
    const id = randomUUID();
    relay.sandbox.setFaults([{ status: 500 }]);
    await clock.set('1 hour');
    await relay.app.get(RelayClock).look();
    await report(relay, id, 'started');
    // Of whatever try: on a busy machine the next one may be on its way before anybody looks.
    await eventually(async () => {
      const waiting = await relay.database.query(
        `UPDATE outbox SET due_at = now() + interval '10 seconds' WHERE retries > 0 AND claim IS NULL RETURNING 1`,
      );
      return waiting.length === 1;
    });
    relay.sandbox.setFaults([]);
    await clock.set('0');
    return id;
  }

  it('makes no retry wait for it to catch up', async () => {
    const id = await aRetryThatWaits();
    expect(await relay.app.get(DueTimesSweep).runOnce()).toBe(1);
    await allDelivered(relay);
    expect(await statusOf(id)).toBe('in_progress');
  });

  it('is told from a wait that Pleo asked for, which lasts', async () => {
    const id = await aRetryThatWaits();
    await relay.database.query(
      `UPDATE relay_clock SET noted_at = now(), steady_since = now() - interval '1 hour'`,
    );
    expect(await relay.app.get(DueTimesSweep).runOnce()).toBe(0);
    expect(await statusOf(id)).toBe('in_progress');
    expect(await relay.database.query('SELECT FROM outbox')).toHaveLength(1);
    await relay.database.query('UPDATE outbox SET due_at = now()');
    await allDelivered(relay);
  });

  it('gives no age below nothing, to people or to Prometheus', async () => {
    await aRetryThatWaits();
    expect(await metric('relay_outbox_oldest_age_seconds{status="pending",whose="ours"}')).toBe(0);
    const { body } = await relay.http.get('/v1/overview');
    expect(body.oldest.ageSeconds).toBe(0);
    expect(body.backlog.overdueSeconds).toBe(0);
  });

  it('counts no delay below nothing', async () => {
    await clock.set('1 hour');
    const id = randomUUID();
    relay.sandbox.setFaults([{ latencyMs: 60_000 }]);
    await report(relay, id, 'started');
    await eventually(() => relay.sandbox.requests.length === 1);
    const before = await metric('relay_accept_to_delivered_seconds_sum');
    await clock.set('0');
    relay.sandbox.clearFaults();
    relay.sandbox.release();
    await allDelivered(relay);
    expect(await metric('relay_accept_to_delivered_seconds_sum')).toBeGreaterThanOrEqual(before);
    const [row] = await relay.database.query(
      'SELECT delivered_after_ms::integer AS ms FROM delivery_attempt',
    );
    expect(row).toEqual({ ms: 0 });
  });

  it('lets the age of faults begin anew with the next one', async () => {
    await aRetryThatWaits();
    relay.sandbox.setFaults([{ status: 500, times: 1 }]);
    await relay.app.get(DueTimesSweep).runOnce();
    await eventually(async () => {
      const [row] = await relay.database.query<{ isPast: boolean }>(
        'SELECT failing_since <= now() AS "isPast" FROM outbox WHERE retries = 2',
      );
      return row?.isPast;
    });
    await allDelivered(relay);
  });

  it('does not prolong the time that Pleo asked to wait', async () => {
    const circuits = relay.app.get(CircuitRepository);
    const wait = { ...FRESH, kind: 'wait', waitMs: 60_000, error: 'Pleo answered 429.' } as const;
    await clock.set('1 hour');
    await circuits.enter(new Map([[DEFAULT, [wait]]]));
    expect((await circuits.read(DEFAULT)).pause).not.toBeNull();
    await clock.set('0');
    expect((await circuits.read(DEFAULT)).pause).toBeNull();
    const id = randomUUID();
    await report(relay, id, 'started');
    await allDelivered(relay);
  });

  it.each([
    ['open circuit', { ...FRESH, kind: 'passing', error: 'Pleo answered 500.' }, 10],
    ['refused credential', { ...FRESH, kind: 'credential', isCertain: true, error: 'Pleo answered 401.' }, 1],
  ] as const)(
    'does not put off the probe after a pause (%s), and what it shows counts',
    async (_, seen, times) => {
      const circuits = relay.app.get(CircuitRepository);
      await clock.set('1 hour');
      await circuits.enter(
        new Map([[DEFAULT, Array.from({ length: times }, () => ({ ...seen, jobId: randomUUID() }))]]),
      );
      await clock.set('0');
      await report(relay, randomUUID(), 'started');
      await allDelivered(relay);
      expect((await circuits.read(DEFAULT)).pause).toBeNull();
    },
  );

  it('does not put off polling, whether a turn had ended or was under way', async () => {
    const turns = relay.app.get(PollTurns);
    await clock.set('1 hour');
    expect(await relay.app.get(JobPoll).runOnce()).toEqual(['done']);
    await clock.set('0');
    expect(await turns.due()).toEqual([DEFAULT]);
    expect(await relay.app.get(JobPoll).runOnce()).toEqual(['done']);

    await clock.set('1 hour');
    expect(await turns.claim(DEFAULT)).not.toBeNull();
    expect(await turns.claim(DEFAULT)).toBeNull();
    await clock.set('0');
    expect(await turns.due()).toEqual([DEFAULT]);
    expect(await turns.claim(DEFAULT)).not.toBeNull();
    expect(await turns.claim(DEFAULT)).toBeNull();
  });
});

describe('notes of the time', () => {
  const look = () => relay.app.get(RelayClock).look();

  /** As if the last of them were so much older, and the one after it not there yet. */
  async function lookAfter(gap: string): Promise<number> {
    const [row] = await relay.database.query<{ steady: number }>(
      `WITH aged AS (UPDATE relay_clock SET noted_at = now() - $1::interval RETURNING 1)
       SELECT extract(epoch FROM now() - steady_since)::float8 AS steady FROM relay_clock, aged`,
      [gap],
    );
    expect(row?.steady).toBeGreaterThan(86_400);
    return look();
  }

  it('that follow each other make it steady', async () => {
    expect(await lookAfter('4 seconds')).toBeGreaterThan(86_400_000);
  });

  it.each(['6 seconds', '2 hours', '-3 seconds', '-1 hour'])('that do not (%s) begin anew', async (gap) => {
    await lookAfter(gap);
    expect(await look()).toBeLessThan(60_000);
  });
});
