import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadRoom } from '../../src/passed-reads/read-room.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import { ReadingPleo } from '../support/reading-pleo.js';
import { samplesOf } from '../support/samples.js';

const API_KEY = 'pleo-key-0123456789abcdef';
const BASIC = Buffer.from(`${API_KEY}:`).toString('base64');
const TIMEOUT_MS = 1000;

let pleo: ReadingPleo;
let relay: TestApp;
let url: string;
beforeAll(async () => {
  pleo = await ReadingPleo.start();
  relay = await startApp({
    PLEO_BASE_URL: pleo.url,
    PLEO_API_KEY: API_KEY,
    PLEO_READ_TIMEOUT_MS: String(TIMEOUT_MS),
    READ_CONCURRENCY: '3',
  });
  url = await relay.app.getUrl();
});
afterAll(async () => {
  await relay.stop();
  await pleo.stop();
});
beforeEach(async () => {
  await relay.database.query('DELETE FROM delivery_circuit');
  await eventually(() => pleo.open.size === 0);
  pleo.asked.length = 0;
});

/** What the test has asked for. */
const answers: IncomingMessage[] = [];
// A test that fails may have left one unread, which those after it would wait for.
afterEach(() => answers.splice(0).forEach((answer) => answer.destroy()));

/** The head of an answer, whose body nobody reads yet. */
async function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<IncomingMessage> {
  const request = get(url + path, { headers, agent: false, method });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answers.push(answer);
  return answer;
}

/** All of the body; throws when the connection is broken off. */
async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const json = { 'Content-Type': 'application/json;charset=UTF-8' };

const CHUNK = Buffer.alloc(256 * 1024, '{"some":"words of an export item","and":12345.67}, ');
/** More than lies in the buffers of all sockets on the way, which grow for a while. */
const COUNT = 160;

/** Writes as fast as it is read. Returns how much was written by now. */
function flood(): () => number {
  let written = 0;
  pleo.answer = (response) => {
    response.writeHead(200, json);
    const more = (): void => {
      while (written < COUNT) {
        written++;
        if (!response.write(CHUNK)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };
  return () => written;
}

/** How many reads of a route ended so; undefined: none. */
async function counted(route: string, status: string): Promise<number | undefined> {
  return (await samplesOf(relay)).get(`relay_passed_reads_total{route="${route}",status="${status}"}`);
}

describe('a read', () => {
  it('goes to Pleo with its query as it came, and with no header but two', async () => {
    const query = '?statuses=a&statuses=b%2Fc&company_id=&x=%zz&status';
    const headers = {
      Accept: 'text/x',
      'Accept-Encoding': 'gzip;q=0.5, zstd, br',
      Cookie: 'a=b',
      'X-Mine': '1',
    };
    await bodyOf(await ask(`/v3/export-jobs${query}#end`, headers));
    expect(pleo.asked).toEqual([
      {
        url: `/v3/export-jobs${query}`,
        headers: {
          host: pleo.url.slice('http://'.length),
          connection: 'keep-alive',
          accept: 'text/x',
          'accept-encoding': 'gzip;q=0.5, br',
          authorization: `Basic ${BASIC}`,
        },
      },
    ]);
    await bodyOf(await ask(`/v2/export-items`));
    expect(pleo.asked[1]).toMatchObject({
      url: '/v2/export-items',
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    });
  });

  it('comes back with its status, type and bytes, and with no other header of Pleo’s', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0x7b, 200]);
    pleo.answer = (response) => {
      response.writeHead(203, {
        'Content-Type': 'x/y; z="1"',
        'Set-Cookie': 'a=b',
        ETag: '"1"',
        Server: 'x',
      });
      response.end(bytes);
    };
    const answer = await ask('/v3/export-jobs');
    expect(answer.statusCode).toBe(203);
    expect(answer.headers).toMatchObject({ 'content-type': 'x/y; z="1"', 'cache-control': 'no-store' });
    for (const name of ['set-cookie', 'etag', 'server']) expect(answer.headers).not.toHaveProperty(name);
    expect(await bodyOf(answer)).toEqual(bytes);
  });

  it.each([400, 403, 404, 409, 422, 500, 503, 302])('that Pleo answers %i comes back so', async (status) => {
    const body = `{"type":"WORD","message":"ü ${status}"}`;
    pleo.answer = (response) => {
      response.writeHead(status, {
        ...json,
        ...(status === 503 && { 'Retry-After': '7' }),
        Location: '/else',
      });
      response.end(body);
    };
    const answer = await ask(`/v2/export-jobs/${randomUUID()}`);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe(json['Content-Type']);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '7' : undefined);
    expect(answer.headers).not.toHaveProperty('location');
    expect((await bodyOf(answer)).toString()).toBe(body);
    // Neither opens a circuit nor pauses anything.
    expect(await relay.database.query('SELECT * FROM delivery_circuit')).toEqual([]);
  });

  it.each([600, 999])('that Pleo answers %i, which is no status of HTTP, is a 502', async (status) => {
    pleo.answer = (response) =>
      void response.socket?.end(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`);
    const answer = await relay.http.get('/v3/export-jobs');
    expectProblem(answer, 502, 'PLEO_UNREACHABLE');
    expect(answer.body.detail).toContain(`status ${status}`);
  });

  it('that asks by HEAD has no body, and is over at Pleo', async () => {
    pleo.answer = (response) => response.writeHead(200, json).write('{');
    const answer = await ask('/v3/export-jobs', {}, 'HEAD');
    expect(answer.statusCode).toBe(200);
    expect(await bodyOf(answer)).toHaveLength(0);
    await eventually(() => pleo.open.size === 0);
  });

  it('whose job is none comes to nobody', async () => {
    expectProblem(await relay.http.get('/v3/export-jobs/nonsense/items'), 400, 'VALIDATION_FAILED');
    expect(pleo.asked).toEqual([]);
  });

  it('is logged by its route, and nothing else of it', async () => {
    pleo.answer = (response) => response.writeHead(500, json).end('{"message":"private-words"}');
    const id = randomUUID();
    relay.log.length = 0;
    await bodyOf(await ask(`/v3/export-jobs/${id}/items?status=private-query`));
    const line = await eventually(() => relay.log.find((one) => one.includes('request completed')));
    expect(JSON.parse(line)).toMatchObject({ url: '/v3/export-jobs/:id/items', statusCode: 500, level: 30 });
    expect(relay.log.join('')).not.toMatch(new RegExp(`${id}|private`));
  });
});

describe('a coded answer', () => {
  const text = JSON.stringify({ data: Array.from({ length: 5000 }, (_, n) => ({ n, id: randomUUID() })) });

  it('comes back with its coding, byte for byte', async () => {
    const coded = gzipSync(text);
    pleo.answer = (response) => {
      response.writeHead(200, { ...json, 'Content-Encoding': 'gzip' });
      response.write(coded.subarray(0, 1000));
      response.end(coded.subarray(1000));
    };
    const answer = await ask('/v3/export-items', { 'Accept-Encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(await bodyOf(answer)).toEqual(coded);
  });

  it('that says why not comes back without it', async () => {
    const body = '{"type":"EXPORT_NOT_FOUND"}';
    pleo.answer = (response) =>
      response.writeHead(404, { ...json, 'Content-Encoding': 'gzip' }).end(gzipSync(body));
    const answer = await ask('/v3/export-items', { 'Accept-Encoding': 'gzip' });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect((await bodyOf(answer)).toString()).toBe(body);
  });

  it.each([
    ['a coding that nobody asked for', 'zstd', Buffer.from(text)],
    ['another one than it says', 'gzip', Buffer.from(text)],
  ])('of %s is withheld', async (_, coding, bytes) => {
    pleo.answer = (response) => response.writeHead(200, { ...json, 'Content-Encoding': coding }).end(bytes);
    expectProblem(await relay.http.get('/v3/export-jobs'), 502, 'PLEO_UNREACHABLE');
  });
});

describe('an answer', () => {
  it('that has come with its head goes back whole, with its length', async () => {
    pleo.answer = (response) => response.writeHead(200, json).end('{"data":[]}');
    const answer = await ask('/v3/export-jobs');
    expect(answer.headers['content-length']).toBe('11');
    expect((await bodyOf(answer)).toString()).toBe('{"data":[]}');
  });

  it.each([
    [204, {}],
    [204, { 'Content-Encoding': 'gzip' }],
    [200, { 'Content-Encoding': 'gzip', 'Content-Length': '0' }],
    [304, json],
    [404, { 'Content-Encoding': 'gzip', 'Content-Length': '0' }],
  ])('%i without a body has none here: %o', async (status, headers) => {
    pleo.answer = (response) => response.writeHead(status, headers).end();
    const answer = await ask('/v3/export-jobs', { 'Accept-Encoding': 'gzip' });
    expect(answer.statusCode).toBe(status);
    expect(await bodyOf(answer)).toHaveLength(0);
  });

  it('whose trailers say something ends as another', async () => {
    pleo.answer = (response) => {
      response.writeHead(200, { ...json, Trailer: 'X-Sum' });
      response.write('{"data"');
      response.addTrailers({ 'X-Sum': '1' });
      response.end(':[]}');
    };
    const answer = await ask('/v3/export-jobs');
    expect((await bodyOf(answer)).toString()).toBe('{"data":[]}');
    expect(answer.trailers).toEqual({});
  });

  it.each([
    ['bytes were', 'Content-Length: 99\r\n\r\n{"data":[]}'],
    ['the end of a chunk was', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"dat'],
    ['the last chunk was', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'],
  ])('that ends while %s to come has no end here', async (_, rest) => {
    pleo.answer = (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\n${rest}`);
    const answer = await ask('/v3/export-jobs');
    if (answer.statusCode === 200) await expect(bodyOf(answer)).rejects.toThrow();
    else expect(answer.statusCode).toBe(502);
  });

  it('that has more than its length says is cut there, and the rest is nobody’s', async () => {
    pleo.answer = (response) =>
      void response.socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{"x":1}');
    const answer = await ask('/v3/export-jobs');
    expect((await bodyOf(answer)).toString()).toBe('{}');
    pleo.answer = (response) => response.end('{"data":[]}');
    expect((await bodyOf(await ask('/v3/export-jobs'))).toString()).toBe('{"data":[]}');
  });

  it('that a caller takes nothing of for minutes is broken off, and its place is free', async () => {
    const room = relay.app.get(ReadRoom, { strict: false });
    const minutes = room.stalledMs;
    room.stalledMs = 300;
    try {
      flood();
      const stalled = await Promise.all([1, 2, 3].map(() => ask('/v3/export-items')));
      await eventually(() => pleo.open.size === 0);
      pleo.answer = (response) => response.end('{}');
      await eventually(async () => (await relay.http.get('/v3/export-jobs')).status === 200);
      for (const answer of stalled) await expect(bodyOf(answer)).rejects.toThrow();
    } finally {
      room.stalledMs = minutes;
    }
  });
});

describe('a large answer', () => {
  it('waits for a caller that does not read, longer than Pleo may be silent, and is not fetched meanwhile', async () => {
    const written = flood();
    const answer = await ask('/v3/export-items');
    await once(answer, 'readable');
    pleo.answer = () => undefined;
    await eventually(async () => {
      const before = written();
      expectProblem(await relay.http.get('/v3/export-jobs'), 504, 'PLEO_SILENT');
      return written() === before;
    });
    expect(written()).toBeLessThan(COUNT / 2);
    let size = 0;
    for await (const chunk of answer) size += (chunk as Buffer).length;
    expect(size).toBe(COUNT * CHUNK.length);
  });

  it('ends at Pleo when its caller goes away', async () => {
    relay.log.length = 0;
    const before = (await counted('/v3/export-items', 'aborted')) ?? 0;
    flood();
    const answer = await ask('/v3/export-items');
    await once(answer, 'readable');
    answer.destroy();
    await eventually(() => pleo.open.size === 0);
    await eventually(async () => (await counted('/v3/export-items', 'aborted')) === before + 1);
    expect(await counted('/v3/export-items', 'broken')).toBeUndefined();
    expect(relay.log.join('')).not.toContain('broken off');
  });

  it('that breaks off is broken off, and has no end that looks like one', async () => {
    pleo.answer = (response) => response.writeHead(200, json).write('{"data":[');
    const id = randomUUID();
    relay.log.length = 0;
    const answer = await ask(`/v3/export-jobs/${id}`);
    for (const response of pleo.open) response.destroy();
    await expect(bodyOf(answer)).rejects.toThrow();
    expect(await eventually(() => counted('/v3/export-jobs/:id', 'broken'))).toBe(1);
    const line = relay.log.find((one) => one.includes('broken off')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      level: 40,
      url: '/v3/export-jobs/:id',
      msg: expect.stringContaining('UND_ERR_SOCKET') as string,
    });
    expect(line).not.toContain(id);
  });

  it('in which Pleo falls silent is broken off', async () => {
    pleo.answer = (response) => response.writeHead(200, json).write('{"data":[');
    const answer = await ask('/v3/export-jobs');
    await expect(bodyOf(answer)).rejects.toThrow();
    await eventually(() => pleo.open.size === 0);
  });
});

describe('no answer', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['at all', () => undefined],
    ['but its head', (response) => response.writeHead(200, json).flushHeaders()],
    ['but that of an error', (response) => response.writeHead(500, json).write('{')],
  ])('%s is a 504', async (_, answer) => {
    pleo.answer = answer;
    expectProblem(await relay.http.get('/v3/export-jobs'), 504, 'PLEO_SILENT');
    await eventually(() => pleo.open.size === 0);
  });

  it('since the connection was cut is a 502', async () => {
    pleo.answer = (response) => response.destroy();
    expectProblem(await relay.http.get('/v3/export-jobs'), 502, 'PLEO_UNREACHABLE');
  });

  it('is waited for by nobody whose caller is gone', async () => {
    pleo.answer = () => undefined;
    const request = get(`${url}/v3/export-jobs`);
    request.on('error', () => undefined);
    await eventually(() => pleo.open.size === 1);
    const since = performance.now();
    request.destroy();
    await eventually(() => pleo.open.size === 0);
    expect(performance.now() - since).toBeLessThan(TIMEOUT_MS);
  });
});

describe('more reads than READ_CONCURRENCY', () => {
  it('are told to come again, and go when others are over', async () => {
    const held: ServerResponse[] = [];
    pleo.answer = (response) => void held.push(response);
    const first = [1, 2, 3].map(() => ask('/v3/export-jobs'));
    await eventually(() => held.length === 3);
    const refused = await relay.http.get('/v3/export-jobs');
    expectProblem(refused, 503, 'SERVICE_UNAVAILABLE');
    expect(refused.headers['retry-after']).toBe('1');
    pleo.answer = (response) => response.end('{}');
    for (const response of held) response.end('{}');
    for (const answer of await Promise.all(first)) await bodyOf(answer);
    await eventually(async () => (await relay.http.get('/v3/export-jobs')).status === 200);
  });
});

describe('the credential', () => {
  it.each([
    ['an error', 500, `{"message":"you sent Basic ${BASIC}, which is ${API_KEY}"}`],
    ['an error that is escaped', 400, `{"message":"${API_KEY.replaceAll('-', '\\u002d')}"}`],
    ['a large error', 400, `{"x":"${'x'.repeat(70_000)}","message":"Basic ${BASIC}"}`],
    ['what was asked for', 200, `{"data":[{"id":"1","note":"Basic ${BASIC} ${API_KEY}"}]}`],
  ])('that comes back in %s goes no further', async (_, status, body) => {
    pleo.answer = (response) => {
      response.writeHead(status, { ...json, 'Retry-After': API_KEY });
      const cut = body.indexOf(BASIC) + 9;
      response.write(body.slice(0, cut));
      response.end(body.slice(cut));
    };
    const answer = await ask('/v3/export-jobs');
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).not.toHaveProperty('retry-after');
    const text = (await bodyOf(answer)).toString();
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(text).toContain('[secret]');
    for (const secret of [API_KEY, BASIC, API_KEY.slice(4, 14)]) expect(text).not.toContain(secret);
  });

  it('that comes back in a coded answer breaks it off before it is there', async () => {
    const start = gzipSync(`{"data":[${'{"a":1},'.repeat(100)}`);
    pleo.answer = (response) => {
      response.writeHead(200, { ...json, 'Content-Encoding': 'gzip' });
      response.write(start);
    };
    const answer = await ask('/v3/export-jobs', { 'Accept-Encoding': 'gzip' });
    for (const response of pleo.open) response.end(gzipSync(`{"note":"${API_KEY}"}`));
    const chunks: Buffer[] = [];
    await expect(
      (async () => {
        for await (const chunk of answer) chunks.push(chunk as Buffer);
      })(),
    ).rejects.toThrow();
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toMatch(/^\{"data"/);
  });

  it('that Pleo refuses is a 503, and is not tried again where there is no other', async () => {
    pleo.answer = (response) => response.writeHead(401, json).end(`{"type":"X","message":"${API_KEY}"}`);
    const refused = await relay.http.get('/v3/export-jobs');
    const { detail } = expectProblem(refused, 503, 'SERVICE_UNAVAILABLE');
    expect(detail).toContain('401');
    expect(refused.headers['retry-after']).toBe('60');
    expect(pleo.asked).toHaveLength(1);
    expect(await relay.database.query('SELECT * FROM delivery_circuit')).toEqual([]);
  });
});

describe('a pause', () => {
  it('begins for all with a 429 of a read, which comes back with its Retry-After', async () => {
    pleo.answer = (response) =>
      response.writeHead(429, { ...json, 'Retry-After': '30' }).end('{"type":"SLOWER"}');
    const answer = await ask('/v3/export-jobs');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '30']);
    await bodyOf(answer);
    const [row] = await relay.database.query(
      'SELECT credential, pause, reason, faults, jobs FROM delivery_circuit',
    );
    const reason = 'Pleo answered 429 SLOWER.';
    expect(row).toEqual({ credential: 'default', pause: 'told_to_wait', reason, faults: 0, jobs: [] });
    const next = await relay.http.get('/v3/export-items');
    expect(expectProblem(next, 503, 'SERVICE_UNAVAILABLE').detail).toContain(reason);
    expect(Number(next.headers['retry-after'])).toBeGreaterThan(25);
    expect(pleo.asked).toHaveLength(1);
  });

  it('begins with a 429 that names no time, too', async () => {
    pleo.answer = (response) => response.writeHead(429).end();
    const answer = await ask('/v3/export-jobs');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '5']);
    await bodyOf(answer);
    await relay.http.get('/v3/export-jobs').expect(503);
  });

  const pause = (kind: string, remainingS: number) =>
    relay.database.query(
      `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
       VALUES ('default', 10, $1, 'Pleo answered so.', now() - interval '1 minute', now() + $2 * interval '1 second', 0)`,
      [kind, remainingS],
    );

  it('of a refused credential holds reads back, until a probe is long overdue', async () => {
    pleo.answer = (response) => response.end('{}');
    await pause('credential_refused', 40);
    const held = await relay.http.get('/v3/export-jobs');
    expect(expectProblem(held, 503, 'SERVICE_UNAVAILABLE').detail).toContain('credential_refused');
    await relay.database.query(`UPDATE delivery_circuit SET paused_until = now() - interval '11 seconds'`);
    await relay.http.get('/v3/export-jobs').expect(200);
    expect(await relay.database.query('SELECT pause FROM delivery_circuit')).toEqual([
      { pause: 'credential_refused' },
    ]);
  });

  it('of an open circuit does not, and is not ended by them', async () => {
    pleo.answer = (response) => response.end('{}');
    await pause('circuit_open', 40);
    await relay.http.get('/v3/export-jobs').expect(200);
    expect(await relay.database.query('SELECT pause, faults FROM delivery_circuit')).toEqual([
      { pause: 'circuit_open', faults: 10 },
    ]);
  });
});
