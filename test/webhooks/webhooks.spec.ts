import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { WebhookReceiptSweep } from '../../src/webhooks/webhook-receipt.sweep.js';
import { DELETE_OLD_RECEIPTS } from '../../src/webhooks/webhooks.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, report } from '../support/reports.js';
import { tableContents } from '../support/table-contents.js';
import { jobCreated, now, SECRET, signed } from '../support/webhooks.js';

const OLD_SECRET = `whsec_${Buffer.from('an older secret, 24 long').toString('base64')}`;
const TOLERANCE = 120;

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({
    PLEO_WEBHOOK_SECRET: `${SECRET}, ${OLD_SECRET}`,
    PLEO_WEBHOOK_TOLERANCE_SECONDS: String(TOLERANCE),
    JOB_EXPIRES_IN_SECONDS: '1234',
    API_KEYS: 'admin:admin:0123456789-0123456789-0123456789',
  });
  relay.http.set('Authorization', 'Bearer 0123456789-0123456789-0123456789');
});
afterAll(() => relay.stop());

function send(body: string | Buffer, headers: Record<string, string>, to = relay) {
  const request = to.http
    .post('/webhooks/pleo')
    .set('Content-Type', 'application/json')
    .unset('Authorization');
  return request
    .set(headers)
    .serialize((text: unknown) => text as string)
    .send(body);
}

/** Signs and sends it. */
function tell(message: unknown, how: Parameters<typeof signed>[1] = {}, to = relay) {
  const body = JSON.stringify(message);
  return send(body, signed(body, how), to);
}

async function jobOf(id: string, of = relay): Promise<Record<string, unknown> | null> {
  const { status, body } = await of.http.get(`/v1/export-jobs/${id}`);
  return status === 200 ? body : null;
}

async function count(result: string, of = relay): Promise<number> {
  const { text } = await of.http.get('/metrics');
  const [, value] = new RegExp(`^relay_webhooks_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text) ?? [];
  return Number(value ?? 0);
}

describe('a signed webhook', () => {
  it.each(['v1.export-job.created', 'v1.export.job-created', 'v2.export-job.created', 'export-job.created'])(
    'of type %s registers the job that it tells of, in either shape',
    async (eventType) => {
      for (const shapeOf of [(inner: object) => inner, (inner: object) => ({ payload: inner, more: 1 })]) {
        const id = randomUUID();
        const companyId = randomUUID();
        const data = { id, companyId, expiresIn: 60, numberOfItems: 7, status: 'pending', invented: [{}] };
        const answer = await tell(shapeOf({ ...jobCreated(data, eventType), invented: true }));
        expect([answer.status, answer.text]).toEqual([204, '']);
        expect(await jobOf(id)).toMatchObject({
          companyId,
          expiresIn: 60,
          numberOfItems: 7,
          status: 'pending',
          source: 'webhook',
        });
      }
    },
  );

  it('may leave out all but the id, and give more time than the relay keeps', async () => {
    const [bare, long] = [randomUUID(), randomUUID()];
    await tell(jobCreated({ id: bare.toUpperCase(), companyId: null })).expect(204);
    await tell(jobCreated({ id: long, expiresIn: 9_999_999 })).expect(204);
    expect(await jobOf(bare)).toMatchObject({ companyId: null, expiresIn: 1234, numberOfItems: null });
    expect(await jobOf(long)).toMatchObject({ expiresIn: 604_800 });
  });

  it('is told in the timeline', async () => {
    const id = randomUUID();
    await tell(jobCreated({ id })).expect(204);
    const { body } = await relay.http.get(`/v1/export-jobs/${id}/timeline`);
    expect(body.data).toMatchObject([{ summary: 'Announced by Pleo.', by: 'Pleo (webhook)' }]);
  });

  it('is taken once: a repeat is answered 204 and changes nothing', async () => {
    const [first, other] = [jobCreated(), jobCreated()];
    await tell(first, { id: 'msg_once' }).expect(204);
    const contents = await tableContents(relay.database);
    const before = await count('repeated');
    await tell(first, { id: 'msg_once', at: now() + 1 }).expect(204);
    await tell(other, { id: 'msg_once' }).expect(204);
    expect(await tableContents(relay.database)).toEqual(contents);
    expect(await count('repeated')).toBe(before + 2);
  });

  it('is taken once when it arrives many times at the same moment', async () => {
    const before = [await count('registered'), await count('repeated')];
    const message = jobCreated();
    const answers = await Promise.all(Array.from({ length: 8 }, () => tell(message, { id: 'msg_many' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect([await count('registered'), await count('repeated')]).toEqual([before[0]! + 1, before[1]! + 7]);
  });

  it('that could not be registered is not taken for a repeat when it comes again', async () => {
    const id = randomUUID();
    const message = jobCreated({ id });
    const announce = vi.spyOn(relay.app.get(JobsRepository), 'announce');
    announce.mockRejectedValueOnce(Object.assign(new Error('gone'), { code: '57P01' }));
    const answer = await tell(message, { id: 'msg_again' });
    expect(answer.status).toBe(503);
    expect(await relay.database.query(`SELECT FROM webhook_receipt WHERE id = 'msg_again'`)).toEqual([]);
    await tell(message, { id: 'msg_again' }).expect(204);
    expect(await jobOf(id)).not.toBeNull();
  });

  it('of a type that is of no use is answered 204, changes no job and is counted', async () => {
    const before = await count('ignored');
    const jobs = await relay.database.query('SELECT id FROM export_job');
    await tell(jobCreated({ id: randomUUID() }, 'v1.vendor.created')).expect(204);
    await tell({ eventType: 'v1.export-job.deleted', data: 'anything' }).expect(204);
    expect(await relay.database.query('SELECT id FROM export_job')).toEqual(jobs);
    expect(await count('ignored')).toBe(before + 2);
  });

  it.each([SECRET, OLD_SECRET])('is taken with each of the secrets (%#)', async (secret) => {
    await tell(jobCreated(), { secret }).expect(204);
  });

  it('is taken when one of several signatures fits', async () => {
    const body = JSON.stringify(jobCreated());
    const headers = signed(body);
    const others = 'v1a,abc v1 v1,AAAA';
    await send(body, {
      ...headers,
      'webhook-signature': `${others} ${headers['webhook-signature']} v2,x`,
    }).expect(204);
  });

  it('fits a signature made without the library, over the very bytes of the body', async () => {
    const id = randomUUID();
    const body = ` {"eventType" : "export-job.created",\n "data":{"id":"${id}", "note":"Grüße ✓"}} `;
    const at = now();
    const mac = createHmac('sha256', 'the first of two secrets').update(`msg_x.${at}.${body}`);
    await send(body, {
      'webhook-id': 'msg_x',
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${mac.digest('base64')}`,
    }).expect(204);
    expect(await jobOf(id)).not.toBeNull();
  });
});

describe('a webhook about a job that is known', () => {
  it('from an event completes its registration', async () => {
    const id = randomUUID();
    await report(relay, id, 'started');
    const data = { id, companyId: randomUUID(), expiresIn: 77, numberOfItems: 2 };
    await tell(jobCreated(data)).expect(204);
    expect(await jobOf(id)).toMatchObject({ ...data, status: 'in_progress', source: 'event' });
    const { body } = await relay.http.get(`/v1/export-jobs/${id}/timeline`);
    expect(body.data).toContainEqual(
      expect.objectContaining({ summary: 'Announced by Pleo.', by: 'Pleo (webhook)' }),
    );
  });

  it('from a worker adds what the worker left out, and contradicts nothing', async () => {
    const [id, companyId] = [randomUUID(), randomUUID()];
    await relay.http.post('/v1/export-jobs').send({ id, numberOfItems: 1, expiresIn: 50 }).expect(201);
    await tell(jobCreated({ id, companyId, expiresIn: 77, numberOfItems: 2 })).expect(204);
    expect(await jobOf(id)).toMatchObject({ companyId, numberOfItems: 1, expiresIn: 50, source: 'api' });
    await relay.http.post('/v1/export-jobs').send({ id, numberOfItems: 1, expiresIn: 50 }).expect(200);
  });

  it('that is final leaves it final', async () => {
    const id = randomUUID();
    await report(relay, id, 'failed');
    await tell(jobCreated({ id })).expect(204);
    expect(await jobOf(id)).toMatchObject({ status: 'failed' });
  });
});

describe('a webhook is refused, and nothing stored,', () => {
  beforeAll(() => allDelivered(relay));

  const body = JSON.stringify(jobCreated());
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(signed(body)).filter(([header]) => header !== name));
  it.each<[string, () => Record<string, string>]>([
    ['without any header', () => ({})],
    ['without webhook-id', () => without('webhook-id')],
    ['without webhook-timestamp', () => without('webhook-timestamp')],
    ['without webhook-signature', () => without('webhook-signature')],
    ['with a signature of another body', () => signed(`${body} `)],
    ['with a signature of another secret', () => signed(body, { secret: `whsec_${'A'.repeat(32)}` })],
    ['with the id of another webhook', () => ({ ...signed(body), 'webhook-id': 'msg_other' })],
    ['with another time', () => ({ ...signed(body), 'webhook-timestamp': String(now() + 1) })],
    ['with an empty signature', () => ({ ...signed(body), 'webhook-signature': 'v1,' })],
    ['with half a signature', () => cut(signed(body))],
    ['with an id that is too long', () => signed(body, { id: 'x'.repeat(256) })],
    ['with a time that is none', () => ({ ...signed(body), 'webhook-timestamp': `${now()}x` })],
    ['that is too old', () => signed(body, { at: now() - TOLERANCE - 2 })],
    ['that comes from the future', () => signed(body, { at: now() + TOLERANCE + 5 })],
    ['with an API key instead', () => ({ Authorization: 'Bearer 0123456789-0123456789-0123456789' })],
    [
      'with empty Basic credentials',
      () => ({ Authorization: `Basic ${Buffer.from(':').toString('base64')}` }),
    ],
  ])('%s: 401', async (_, headersOf) => {
    const contents = await tableContents(relay.database);
    const before = await count('not_authentic');
    const answer = await send(body, headersOf());
    expectProblem(answer, 401, 'WEBHOOK_NOT_AUTHENTIC');
    expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
    expect(await tableContents(relay.database)).toEqual(contents);
    expect(await count('not_authentic')).toBe(before + 1);
  });

  it.each([
    ['too long', 'x'.repeat(256), /: webhook-id is too long: it has 256 characters, of 255 at most\.$/],
    [
      'none by its characters',
      'msg 1',
      /: webhook-id must be visible ASCII characters, without white space\.$/,
    ],
    ['missing', '', /: webhook-id, webhook-timestamp and webhook-signature are required\.$/],
  ])('with an id that is %s: the answer says so', async (_, id, detail) => {
    const { body: problem } = await send(body, signed(body, { id }));
    expect(problem.detail).toMatch(detail);
  });

  it('within the tolerance it is not', async () => {
    for (const at of [now() - TOLERANCE + 10, now() + TOLERANCE - 5])
      await tell(jobCreated(), { at }).expect(204);
  });

  it('before its body is made sense of', async () => {
    expectProblem(await send('no JSON', {}), 401, 'WEBHOOK_NOT_AUTHENTIC');
  });

  it.each<[string, string | Buffer, string[]]>([
    ['no JSON', '{"data":', ['']],
    ['nothing', '', ['']],
    ['a list', '[]', ['']],
    ['a payload of nothing', '{"payload":null}', ['/payload']],
    ['no properties', '{}', ['/eventType']],
    ['properties that are wrong', '{"eventId":1,"eventType":2}', ['/eventId', '/eventType']],
    ['a job that is none', '{"eventType":"export-job.created","data":3}', ['/data']],
    ['no job', '{"payload":{"eventType":"export-job.created"}}', ['/payload/data']],
    [
      'a job with many mistakes',
      JSON.stringify({
        payload: jobCreated({ id: 'x', companyId: 'y', expiresIn: 0, numberOfItems: '3' }),
      }),
      ['companyId', 'expiresIn', 'id', 'numberOfItems'].map((name) => `/payload/data/${name}`),
    ],
  ])('with a good signature and %s: 400, naming all mistakes', async (_, text, pointers) => {
    const contents = await tableContents(relay.database);
    const before = await count('invalid');
    const answer = await send(text, signed(String(text)));
    expect([...new Set(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED')))]).toEqual(pointers);
    expect(await tableContents(relay.database)).toEqual(contents);
    expect(await count('invalid')).toBe(before + 1);
  });

  it('when it is larger than 64 KiB: 413; and when it is no JSON by its type: 415', async () => {
    const large = JSON.stringify(jobCreated({ id: randomUUID(), more: 'x'.repeat(64 * 1024) }));
    expectProblem(await send(large, signed(large)), 413, 'BODY_TOO_LARGE');
    const text = await send(body, { ...signed(body), 'Content-Type': 'text/plain' });
    expectProblem(text, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('and no secret is in an answer or in the log', async () => {
    await send(body, signed(body, { secret: `whsec_${'A'.repeat(32)}` })).expect(401);
    const said = relay.log.join('');
    for (const secret of [SECRET, OLD_SECRET]) expect(said).not.toContain(secret.slice(6));
  });
});

describe('with the means that Pleo offers instead of signatures', () => {
  let other: TestApp;
  beforeAll(async () => {
    other = await startApp({
      PLEO_WEBHOOK_BASIC: 'pleo:a password of none:16'.replaceAll(' ', '-'),
      PLEO_WEBHOOK_HEADER: 'X-Hook-Key: some value of 16 or more',
    });
  });
  afterAll(() => other.stop());

  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const GOOD = basic('pleo:a-password-of-none:16');

  it.each([
    ['Basic', GOOD],
    ['the header', { 'x-hook-key': 'some value of 16 or more' }],
    ['a wrong one beside a good one', { ...GOOD, 'x-hook-key': 'wrong' }],
  ])('%s suffices', async (_, headers) => {
    const id = randomUUID();
    await send(JSON.stringify(jobCreated({ id })), headers as Record<string, string>, other).expect(204);
    expect(await jobOf(id, other)).toMatchObject({ source: 'webhook' });
  });

  it.each([
    ['nothing', {}],
    ['another password', basic('pleo:a-password-of-none:17')],
    ['another user', basic('oelp:a-password-of-none:16')],
    ['no user', basic(':')],
    ['another value', { 'x-hook-key': 'some value of 16 or mor' }],
    ['a signature that nobody asked for', signed('{}')],
  ])('%s does not: 401', async (_, headers) => {
    const answer = await send('{}', headers, other);
    expectProblem(answer, 401, 'WEBHOOK_NOT_AUTHENTIC');
  });

  it('a repeat is known by its webhook-id, or else by its eventId', async () => {
    const before = await count('repeated', other);
    const message = JSON.stringify(jobCreated());
    for (const id of ['a', 'a', 'b']) await send(message, { ...GOOD, 'webhook-id': id }, other).expect(204);
    expect(await count('repeated', other)).toBe(before + 1);
    for (let times = 0; times < 2; times++) await send(message, GOOD, other).expect(204);
    expect(await count('repeated', other)).toBe(before + 2);
  });

  it('something has to tell it from others', async () => {
    const message = JSON.stringify({ ...jobCreated(), eventId: undefined });
    const answer = await send(message, GOOD, other);
    expect(pointersOf(expectProblem(answer, 400, 'VALIDATION_FAILED'))).toEqual(['/eventId']);
  });
});

describe('without any means of authentication', () => {
  it('there is no such route', async () => {
    const none = await startApp();
    const body = JSON.stringify(jobCreated());
    expectProblem(await send(body, signed(body), none), 404, 'ROUTE_NOT_FOUND');
    await none.stop();
  });
});

describe('receipts', () => {
  it('are kept for a day, and then deleted in batches', async () => {
    await relay.database.query(
      `INSERT INTO webhook_receipt (id, received_at)
       SELECT 'old-' || n, now() - interval '25 hours' FROM generate_series(1, 2500) AS n
       UNION ALL SELECT 'young', now() - interval '23 hours'`,
    );
    expect(await relay.app.get(WebhookReceiptSweep).runOnce()).toBe(2500);
    expect(await relay.database.query(`SELECT id FROM webhook_receipt WHERE id = 'young'`)).toHaveLength(1);
  });

  it('are found by their index', async () => {
    await relay.database.query(
      `INSERT INTO webhook_receipt (id) SELECT 'new-' || n FROM generate_series(1, 20000) AS n`,
    );
    await relay.database.query('ANALYZE webhook_receipt');
    const plan = await relay.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${DELETE_OLD_RECEIPTS.text.replace('$1', '1000').replace('$2', 'now()').replace('$3', 'to_timestamp(0)')}`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('webhook_receipt_received_at_idx');
  });
});

function cut(headers: Record<string, string>): Record<string, string> {
  return { ...headers, 'webhook-signature': headers['webhook-signature']!.slice(0, 20) };
}
