import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OldNoticesSweep } from '../../src/notices/old-notices.sweep.js';
import { tell } from '../../src/notices/tell.sql.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { hangs, NoticeServer, says, takes } from './notice-receiver.js';

const [OLD, NEW] = ['the old secret of two', 'the new secret of two'].map(
  (text) => `whsec_${Buffer.from(text).toString('base64')}`,
) as [string, string];

let receiver: NoticeServer;
let all: Replicas;
beforeAll(async () => {
  receiver = await NoticeServer.start();
  all = await startReplicas(2, { NOTICE_URL: receiver.url, NOTICE_SECRET: `${NEW},${OLD}` });
});
afterEach(async () => {
  receiver.answer = takes;
  // A failure may be put off for minutes.
  await eventually(async () => {
    await all.database.query(`UPDATE notice SET due_at = now() WHERE claim IS NULL AND status = 'waiting'`);
    return (await all.database.query(`SELECT FROM notice WHERE status = 'waiting'`)).length === 0;
  });
  receiver.reset();
  await all.database.query('DELETE FROM notice');
});
afterAll(async () => {
  await all.stop();
  await receiver.stop();
});

const http = () => all.replicas[0]!.http;

async function test(): Promise<string> {
  return (await http().post('/v1/notices/test').expect(202)).body.id as string;
}

/** Writes notices about one subject, in an order. */
async function tellAbout(subject: string, ...numbers: number[]): Promise<void> {
  for (const number of numbers)
    await all.database.query(tell('job.expired', `SELECT $1::uuid AS subject, $2::jsonb AS data`), [
      subject,
      { jobId: subject, number },
    ]);
}

async function noticeOf(id: string) {
  const { body } = await http().get('/v1/notices').expect(200);
  return (body.data as { id: string; status: string; failures: number; error: string | null }[]).find(
    (one) => one.id === id,
  );
}

const reaches = (id: string, status: string) =>
  eventually(async () => (await noticeOf(id))?.status === status);

const makeDue = () =>
  all.database.query(`UPDATE notice SET due_at = now() WHERE claim IS NULL AND status = 'waiting'`);

/** Makes it due again and again until it has come so often. */
const comes = (id: string, times: number) =>
  eventually(async () => {
    await makeDue();
    return receiver.arrivals.filter((one) => one.id === id).length >= times;
  });

describe('a notice', () => {
  it('is signed with each of the secrets, as Standard Webhooks says', async () => {
    const id = await test();
    const arrival = await eventually(() => receiver.arrivals.find((one) => one.id === id));
    expect(JSON.parse(arrival.body)).toEqual({ type: 'test', timestamp: expect.any(String), data: {} });
    const { headers, body } = arrival;
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'pleo-export-relay' });
    for (const secret of [OLD, NEW]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
    expect(() => new Webhook(OLD).verify(`${body} `, headers)).toThrow();
    await reaches(id, 'delivered');
  });

  it('keeps its id and its words when it is sent again', async () => {
    receiver.answer = says(500);
    const id = await test();
    await comes(id, 3);
    receiver.answer = takes;
    await makeDue();
    await eventually(async () => (await makeDue(), (await noticeOf(id))?.status === 'delivered'));
    const arrivals = receiver.arrivals.filter((one) => one.id === id);
    expect(new Set(arrivals.map(({ body }) => body)).size).toBe(1);
    expect(await noticeOf(id)).toMatchObject({ status: 'delivered', error: null });
    expect((await noticeOf(id))!.failures).toBeGreaterThanOrEqual(3);
  });

  it('is dead when it was not taken for three days, is shown so, and goes again when a person says so', async () => {
    receiver.answer = says(503);
    const id = await test();
    await eventually(async () => ((await noticeOf(id))?.failures ?? 0) >= 1);
    await all.database.query(`UPDATE notice SET failing_since = now() - interval '3 days 1 minute'`);
    await eventually(async () => (await makeDue(), (await noticeOf(id))?.status === 'dead'));
    expect(await noticeOf(id)).toMatchObject({ error: 'The receiver answered 503.', nextTryAt: null });
    const { text } = await http().get('/metrics').expect(200);
    expect(text).toMatch(/^relay_notices_dead 1$/m);
    receiver.answer = takes;
    expect((await http().get('/v1/notices?status=dead').expect(200)).body.data).toMatchObject([{ id }]);
    expect((await http().post('/v1/notices/redeliver').expect(202)).body).toEqual({ count: 1 });
    await reaches(id, 'delivered');
    expect((await http().post('/v1/notices/redeliver').expect(202)).body).toEqual({ count: 0 });
  });

  it('goes behind the earlier ones of its company or job, and of no other', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    receiver.answer = (response, { data }) =>
      (data['number'] === 1 ? says(500) : takes)(response, undefined!);
    await tellAbout(one, 1, 2, 3);
    await tellAbout(other, 7);
    await eventually(() => receiver.about(other).length === 1);
    await comes((await eventually(() => receiver.about(one)[0])).id, 2);
    expect(new Set(receiver.about(one).map(({ data }) => data['number']))).toEqual(new Set([1]));
    receiver.answer = takes;
    await eventually(
      async () => (await makeDue(), receiver.about(one).some(({ data }) => data['number'] === 3)),
    );
    const numbers = receiver.about(one).map(({ data }) => data['number'] as number);
    expect(numbers).toEqual(numbers.toSorted());
    expect(numbers.slice(-2)).toEqual([2, 3]);
  });

  it('is sent by one of two replicas', async () => {
    await Promise.all(Array.from({ length: 30 }, test));
    await eventually(() => receiver.arrivals.length >= 30);
    await eventually(async () => (await http().get('/v1/notices?status=waiting')).body.data.length === 0);
    expect(new Set(receiver.arrivals.map(({ id }) => id)).size).toBe(30);
    expect(receiver.arrivals).toHaveLength(30);
  });

  it('is told again, with the same id, when its outcome could not be written', async () => {
    // Who holds the row keeps the outcome from being written, as a replica that dies then does.
    receiver.answer = () => undefined;
    const id = await test();
    await eventually(() => receiver.arrivals.length === 1);
    await all.database.query(`UPDATE notice SET claim = gen_random_uuid(), due_at = now()`);
    receiver.answer = takes;
    await eventually(() => receiver.arrivals.length === 2);
    expect(receiver.arrivals.map((one) => one.id)).toEqual([id, id]);
    await reaches(id, 'delivered');
  });

  it('follows no redirect', async () => {
    const elsewhere = await NoticeServer.start();
    receiver.answer = says(307, '', { location: elsewhere.url });
    const id = await test();
    const failed = await eventually(async () => {
      const notice = await noticeOf(id);
      return notice?.failures ? notice : null;
    });
    expect(failed.error).toBe('The receiver answered 307, and redirects are not followed.');
    expect(elsewhere.arrivals).toEqual([]);
    await elsewhere.stop();
  });

  it('leaves nothing of what the receiver answers in a table, an answer or the log', async () => {
    const echo = 'echo-of-a-secret-0123456789';
    receiver.answer = (response, { headers, body }) =>
      response.writeHead(500, echo, { 'x-echo': echo }).end(`${echo}${JSON.stringify(headers)}${body}`);
    const id = await test();
    await eventually(async () => ((await noticeOf(id))?.failures ?? 0) > 0);
    const kept = JSON.stringify(await all.database.query('SELECT * FROM notice'));
    const shown = (await http().get('/v1/notices').expect(200)).text;
    for (const text of [kept, shown, ...all.log])
      for (const secret of [echo, OLD, NEW, 'of=relay']) expect(text).not.toContain(secret);
    expect(await noticeOf(id)).toMatchObject({ error: 'The receiver answered 500.' });
  });
});

describe('a receiver that hangs', () => {
  it('keeps no delivery to Pleo waiting', async () => {
    receiver.answer = hangs;
    await Promise.all(Array.from({ length: 30 }, test));
    await eventually(() => receiver.arrivals.length >= 16);
    const events = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const sent = { jobId: randomUUID(), event: 'started' };
        return (await http().post('/v1/export-job-events').send(sent).expect(202)).body.id as string;
      }),
    );
    await eventually(async () => {
      const rows = await all.database.query(
        `SELECT FROM export_job_event WHERE id = ANY ($1) AND delivery_status = 'delivered'`,
        [events],
      );
      return rows.length === events.length;
    });
    // None of the notices has been answered.
    expect((await http().get('/v1/notices?status=delivered').expect(200)).body.data).toEqual([]);
    await all.database.query('DELETE FROM notice');
  });
});

describe('a list of notices', () => {
  it('has all of them once, page by page, newest first', async () => {
    await Promise.all(Array.from({ length: 7 }, test));
    const ids: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await http().get(`/v1/notices?limit=3${after}`).expect(200);
      ids.push(...(body.data as { id: string }[]).map(({ id }) => id));
      if (!body.pagination.hasNextPage) break;
      after = `&after=${body.pagination.endCursor}`;
    }
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
    await http().get('/v1/notices?status=lost').expect(400);
  });
});

it('old notices are deleted: delivered ones after a week, others after 30 days', async () => {
  const days = { delivered: [6, 8], dead: [29, 31], waiting: [29, 31] };
  await all.database.query("UPDATE relay_clock SET steady_since = now() - interval '2 days'");
  for (const [status, ages] of Object.entries(days))
    for (const age of ages)
      await all.database.query(
        `INSERT INTO notice (id, type, subject, data, status, created_at, settled_at, due_at)
         SELECT gen_random_uuid(), 'test', gen_random_uuid(), '{}', $1, now() - $2 * interval '1 day',
                CASE WHEN $1 <> 'waiting' THEN now() - $2 * interval '1 day' END,
                CASE WHEN $1 = 'waiting' THEN now() + interval '5 minutes' END`,
        [status, age],
      );
  expect(await deleteOld()).toBe(3);
  const left = await all.database.query<{ status: string }>('SELECT status FROM notice ORDER BY 1');
  expect(left.map(({ status }) => status)).toEqual(['dead', 'delivered', 'waiting']);

  // Somebody is to see one that died a moment ago, and one waits that the relay was not there to send.
  await all.database.query("UPDATE notice SET settled_at = now() WHERE status = 'dead'");
  await all.database.query(
    "UPDATE notice SET created_at = now() - interval '90 days' WHERE status <> 'delivered'",
  );
  await all.database.query('UPDATE relay_clock SET steady_since = now()');
  expect(await deleteOld()).toBe(0);
});

it('old notices are all deleted, however many there are', async () => {
  await all.database.query(
    `INSERT INTO notice (id, type, subject, data, status, created_at, settled_at, due_at)
     SELECT gen_random_uuid(), 'test', gen_random_uuid(), '{}', CASE WHEN n = 1 THEN 'dead' ELSE 'delivered' END,
            now() - interval '40 days', now() - interval '40 days', NULL
     FROM generate_series(1, 2100) AS n`,
  );
  expect(await deleteOld()).toBe(2100);
});

it('a notice is sent though its time is that of a clock that was far ahead', async () => {
  const [row] = await all.database.query<{ id: string }>(
    `INSERT INTO notice (id, type, subject, data, due_at)
     VALUES (gen_random_uuid(), 'test', gen_random_uuid(), '{}', now() + interval '3 days') RETURNING id`,
  );
  await eventually(async () => (await statusOf(row!.id)) === 'delivered');
});

const deleteOld = () => all.replicas[0]!.app.get(OldNoticesSweep, { strict: false }).runOnce();

async function statusOf(id: string): Promise<string | undefined> {
  const [row] = await all.database.query<{ status: string }>('SELECT status FROM notice WHERE id = $1', [id]);
  return row?.status;
}

describe('a relay without NOTICE_URL', () => {
  it('writes no notice, and sends no test', async () => {
    const relay = await startApp();
    const jobId = randomUUID();
    relay.sandbox.setFaults([{ match: { jobId }, status: 400 }]);
    await relay.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
    await eventually(async () => (await relay.database.query('SELECT FROM outbox WHERE dead')).length === 1);
    expect(await relay.database.query('SELECT FROM notice')).toEqual([]);
    const { body } = await relay.http.post('/v1/notices/test').expect(409);
    expect(body.type).toContain('NOTICES_NOT_CONFIGURED');
    await relay.stop();
  });
});

describe('a receiver that answers 410', () => {
  it('gets no more of this replica until it is started again', async () => {
    const gone = await NoticeServer.start();
    gone.answer = says(410);
    const relay = await startApp({ NOTICE_URL: gone.url, NOTICE_SECRET: NEW });
    await relay.http.post('/v1/notices/test').expect(202);
    await eventually(async () => /^relay_notices_stopped 1$/m.test((await relay.http.get('/metrics')).text));
    await relay.http.post('/v1/notices/test').expect(202);
    await relay.database.query(`UPDATE notice SET due_at = now() WHERE claim IS NULL`);
    const loops = relay.log.filter((line) => line.includes('answered 410'));
    expect(loops).toHaveLength(1);
    // Its loop, which takes a turn each second, has taken none for two of them.
    await eventually(async () => {
      const { text } = await relay.http.get('/metrics');
      return Number(/^relay_loop_age_seconds\{loop="notices"\} (\S+)$/m.exec(text)?.[1]) > 2.2;
    });
    expect(gone.arrivals).toHaveLength(1);
    expect((await relay.http.get('/v1/notices?status=waiting')).body.data).toHaveLength(2);
    await relay.stop();
    await gone.stop();
  });
});
