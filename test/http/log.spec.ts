import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { allDelivered } from '../support/reports.js';
import { sendAndStall } from '../support/slow-client.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const KEY = 'log-spec-write-key-0123456789';
const UNKNOWN_KEY = 'log-spec-unknown-key-0123456789';
const PASSWORD = 'log-spec-password';
const ID = randomUUID();

interface Line {
  level: number;
  msg: string;
  requestId?: string | null;
  method?: string;
  statusCode?: number | null;
  jobId?: string;
  eventId?: string;
  companyId?: string | null;
  caller?: string | null;
}

describe('an outage of the database', () => {
  it('is told once by each loop that meets it, and once when it is over, however many requests it fails', async () => {
    const behind = await startApp();
    const proxy = await TcpProxy.before(behind.database.url);
    const relay = await startApp({ DATABASE_URL: proxy.urlOf(behind.database.url) });
    const lines = () => relay.log.map((line) => JSON.parse(line) as Line);
    const count = (of: (line: Line) => boolean) => lines().filter(of).length;
    const ask = () => relay.http.get('/v1/export-jobs');
    await proxy.refuse();
    await eventually(() => count(({ msg }) => /^Dispatcher failed/.test(msg)) > 0);
    for (let asked = 0; asked < 50; asked++) await ask().expect(503);
    await proxy.open();
    await eventually(() => count(({ msg }) => msg === 'Dispatcher works again') > 0);
    await ask().expect(200);

    const notable = lines().filter(({ level }) => level > 30);
    expect(notable.map(({ msg }) => msg)).toEqual([...new Set(notable.map(({ msg }) => msg))]);
    // As many as there are loops, not as requests.
    expect(notable.length).toBeLessThan(30);
    expect(count(({ msg }) => msg.startsWith('The database did not answer'))).toBe(50);
    expect(count(({ msg }) => msg === 'Dispatcher works again')).toBe(1);
    await relay.stop();
    await proxy.stop();
    await behind.stop();
  });
});

describe('the log', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({ API_KEYS: `worker:write:${KEY}`, LOG_LEVEL: 'trace' });
  });
  afterAll(() => relay.stop());

  const lines = () => relay.log.map((line) => JSON.parse(line) as Line);
  const endsOf = (requestId: string) =>
    lines().filter((line) => line.requestId === requestId && line.msg === 'request completed');

  it.each([
    ['get', '/v1/export-jobs?limit=1', 200],
    ['post', '/v1/export-jobs', 400],
    ['get', `/v1/export-jobs/${ID}`, 404],
    ['get', `/v1/export-jobs/${ID}/timeline`, 404],
    ['post', `/v1/export-jobs/${ID}/heartbeat`, 404],
    ['get', '/v1/export-job-events', 200],
    ['post', '/v1/export-job-events', 400],
    ['post', '/v1/export-job-events/batch', 400],
    ['get', `/v1/export-job-events/${ID}`, 404],
    ['delete', '/v1/export-jobs', 405],
    ['head', '/v1/export-jobs', 200],
    ['get', '/', 302],
    ['get', '/nope?x=1', 404, '/nope'],
    ['post', '/nope/deep/down', 404],
    ['get', '/docs', 200],
    ['get', '/docs-json', 200],
    ['get', '/health/live', 200],
    ['get', '/health/ready', 200],
  ] as const)('has one line for %s %s', async (method, path, status, logged?: string) => {
    const id = randomUUID();
    const answer = await relay.http[method](path).auth(KEY, { type: 'bearer' }).set('X-Request-Id', id);
    expect(answer.status).toBe(status);
    await eventually(() => endsOf(id).length > 0);
    expect(endsOf(id)).toMatchObject([
      { requestId: id, method: method.toUpperCase(), url: logged ?? path, statusCode: status },
    ]);
    expect(endsOf(id)[0]?.caller).toBe(path.startsWith('/v1/') ? 'worker' : undefined);
  });

  it.each([
    '/oauth/callback?code=CODE&state=STATE',
    '/%6fauth/callback?code=CODE&state=STATE',
    '/oauth/%63allback?code=CODE&state=STATE',
    '/oauth/callback#code=CODE&state=STATE',
    'http://x/oauth/callback?code=CODE&state=STATE',
    'http://code=CODE@x/oauth/callback',
    '//oauth/callback?code=CODE',
    '/oauth/callback/?code=CODE',
    '/oauth/callback%3Fcode=CODE&state=STATE',
    '/oauth/callback%3fcode%3DCODE',
    '/oauth/callback;code=CODE',
    '/oauth/callback&code=CODE',
    '/nope?code=CODE',
    '/v1/export-jobs?api_key=CODE',
    '/v1/export-jobs?limit=1&token=CODE',
    '/v1/export-jobs/x%3Fkey=CODE',
    `/v1/export-jobs/${ID}?key=CODE`,
    `/v1/export-jobs/${ID}/timeline?key=CODE`,
    '/v1/overview?key=CODE',
    '/v1/caller?key=CODE',
    '/health/live?key=CODE',
    '/metrics?key=CODE',
    '/docs?key=CODE',
    '/console/?key=CODE',
    '/docs%3fkey=CODE',
  ])('keeps nothing of what stands behind the path of %s', async (target) => {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const id = randomUUID();
      const head = `${method} ${target} HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nConnection: close\r\n`;
      await sendAndStall(await relay.app.getUrl(), `${head}Authorization: Bearer ${KEY}\r\n\r\n`);
      await eventually(() => endsOf(id).length > 0);
      expect(JSON.stringify(endsOf(id)), method).not.toMatch(/CODE|STATE/);
    }
  });

  it('names what a request is about, as far as it says so', async () => {
    const company = randomUUID();
    const [named, made, reported, refused] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const send = (id: string, path: string, body?: object) =>
      relay.http[body ? 'post' : 'get'](path)
        .auth(KEY, { type: 'bearer' })
        .set('X-Request-Id', id)
        .send(body);
    const job = randomUUID();
    await send(made, '/v1/export-jobs', { id: job, companyId: company });
    const { body } = await send(reported, '/v1/export-job-events', { jobId: job, event: 'started' });
    await send(refused, '/v1/export-job-events', { jobId: job, event: 'nonsense' });
    await send(named, `/v1/export-jobs/${job}/timeline`);
    await eventually(() => [made, reported, refused, named].every((id) => endsOf(id).length > 0));
    expect(endsOf(made)[0]).toMatchObject({ statusCode: 201, jobId: job, companyId: company });
    expect(endsOf(reported)[0]).toMatchObject({ statusCode: 202, jobId: job, eventId: body.id });
    expect(endsOf(refused)[0]).toMatchObject({ statusCode: 400, jobId: job });
    expect(endsOf(named)[0]).toMatchObject({ statusCode: 200, jobId: job });
  });

  it('takes no more than ids from bodies', async () => {
    const id = randomUUID();
    const body = { jobId: PASSWORD, companyId: { [PASSWORD]: PASSWORD }, event: 'started' };
    await relay.http
      .post('/v1/export-job-events')
      .auth(KEY, { type: 'bearer' })
      .set('X-Request-Id', id)
      .send(body);
    await eventually(() => endsOf(id).length > 0);
    expect(JSON.stringify(endsOf(id))).not.toContain(PASSWORD);
  });

  it('has one line for a request that is not let in', async () => {
    const answer = await relay.http.get('/v1/export-jobs');
    expect(answer.status).toBe(401);
    const id = answer.headers['x-request-id'] as string;
    await eventually(() => endsOf(id).length > 0);
    expect(endsOf(id)).toMatchObject([{ statusCode: 401 }]);
    expect(endsOf(id)[0]).not.toHaveProperty('caller');
  });

  it('counts probes as less than requests, unless they fail', async () => {
    const levelOf = async (path: string) => {
      const id = randomUUID();
      await relay.http.get(path).set('X-Request-Id', id);
      return eventually(() => endsOf(id)[0]?.level);
    };
    expect(await levelOf('/health/ready')).toBe(20);
    expect(await levelOf('/nope')).toBe(30);
    await relay.database.query('ALTER TABLE migration RENAME TO elsewhere');
    expect(await levelOf('/health/ready')).toBe(30);
    await relay.database.query('ALTER TABLE elsewhere RENAME TO migration');
  });

  it('names the request id on what the request met on its way', async () => {
    await relay.database.query('ALTER TABLE export_job RENAME TO elsewhere');
    const { headers } = await relay.http
      .get(`/v1/export-jobs/${ID}`)
      .auth(KEY, { type: 'bearer' })
      .expect(500);
    await relay.database.query('ALTER TABLE elsewhere RENAME TO export_job');
    const id = headers['x-request-id'] as string;
    await eventually(() => endsOf(id).length > 0);
    const own = lines().filter(({ requestId }) => requestId === id);
    expect(own).toMatchObject([{ level: 50 }, { level: 50, statusCode: 500, caller: 'worker' }]);
  });

  it('holds no key, no password and no Authorization header, whatever happens', async () => {
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const headers = [
      `Bearer ${KEY}`,
      basic(`${KEY}:`),
      `Bearer ${UNKNOWN_KEY}`,
      basic(`${UNKNOWN_KEY}:${PASSWORD}`),
      `Token ${KEY}`,
      KEY,
    ];
    const start = relay.log.length;
    const send = async (authorization: string) => {
      const set = { Authorization: authorization, Cookie: `session=${PASSWORD}` };
      await relay.http.get('/v1/export-jobs').set(set);
      await relay.http.post('/v1/export-job-events').set(set).send({ jobId: ID, event: 'started' });
      await relay.http.post('/v1/export-job-events').set(set).type('application/json').send('{');
      await relay.http.delete('/v1/export-jobs').set(set);
    };
    relay.sandbox.setFaults([{ match: { jobId: ID }, times: 1, dropConnection: true }]);
    for (const header of headers) await send(header);
    await allDelivered(relay);
    await relay.database.query('ALTER TABLE export_job RENAME TO elsewhere');
    for (const header of headers) await send(header);
    await relay.database.query('ALTER TABLE elsewhere RENAME TO export_job');
    await abortedUpload(headers[0] as string);
    await eventually(() => relay.log.slice(start).some((line) => line.includes('request aborted')));

    relay.sandbox.setFaults([{ match: { jobId: ID }, status: 401 }]);
    const completed = { jobId: ID, event: 'completed' };
    await relay.http.post('/v1/export-job-events').auth(KEY, { type: 'bearer' }).send(completed).expect(202);
    await eventually(async () => {
      const attempts = await relay.database.query('SELECT FROM delivery_attempt WHERE status_code = 401');
      return attempts.length > 0;
    });

    const text = relay.log.join('');
    expect(relay.log.length - start).toBeGreaterThan(headers.length * 8);
    const secrets = [KEY, UNKNOWN_KEY, PASSWORD, 'sandbox-key', ...headers.slice(0, 4)];
    for (const secret of [...secrets, basic('sandbox-key:').slice(6), basic(`${KEY}:`).slice(6)]) {
      expect(text.includes(secret), secret).toBe(false);
    }
    expect(text).not.toMatch(/authorization|cookie/i);
    expect(text).not.toContain(relay.database.url);
    const { password } = new URL(relay.database.url);
    if (password) expect(text).not.toContain(password);
  });

  /** Begins to send a body, and hangs up when the relay has the head. */
  async function abortedUpload(authorization: string): Promise<void> {
    const { port, hostname } = new URL(await relay.app.getUrl());
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST /v1/export-jobs HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n`;
        socket.write(
          `${head}Content-Type: application/json\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n`,
        );
      });
      socket.once('data', () => socket.destroy());
      socket.once('close', () => resolve());
    });
  }
});
