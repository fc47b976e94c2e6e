import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../src/dev-services/free-port.js';
import { CREATIONS, JobCreation } from '../../src/job-creation/job-creation.service.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { expectProblem, pointersOf } from '../support/problem.js';
import { allDelivered, report } from '../support/reports.js';

let relay: TestApp;
/** Long enough for what a test does between two looks. */
const PAUSES_MS = [2000, 4000, 8000];
beforeAll(async () => {
  relay = await startApp({
    PLEO_TIMEOUT_MS: '3000',
    CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
  });
});
afterAll(() => relay.stop());
beforeEach(async () => {
  relay.sandbox.reset();
  await relay.database.truncate('export_job', 'delivery_circuit', 'company_credential');
});
afterEach(() => {
  vi.restoreAllMocks();
  relay.app.get(JobCreation).pausesMs = PAUSES_MS;
});

interface Order {
  companyId: string;
  accountingEntryIds: string[];
  isInteractive?: boolean;
}

function order(entries = 3): Order {
  return {
    companyId: randomUUID(),
    accountingEntryIds: Array.from({ length: entries }, () => randomUUID()),
    isInteractive: false,
  };
}

const create = (body: object, version = 'v3') => relay.http.post(`/${version}/export-jobs`).send(body);

const sent = (method = 'POST') => relay.sandbox.requests.filter((request) => request.method === method);

async function jobOf(id: string): Promise<Record<string, unknown> | null> {
  const { status, body } = await relay.http.get(`/v1/export-jobs/${id}`);
  return status === 200 ? body : null;
}

async function known(): Promise<number> {
  return (await relay.http.get('/v1/export-jobs')).body.data.length as number;
}

const ANSWER_IS_LOST = [
  { match: { method: 'POST', route: 'export-jobs' }, loseAnswer: true as const, times: 1 },
];

describe.each(['v2', 'v3'])('POST /%s/export-jobs', (version) => {
  it('is passed to Pleo once, and the job is registered', async () => {
    const body = order();
    const { status, text, headers } = await create(body, version);
    expect(status).toBe(201);
    const { data } = JSON.parse(text) as { data: { id: string } };
    expect(text).toBe(JSON.stringify({ data: relay.sandbox.job(data.id) }));
    expect(headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(sent()).toMatchObject([{ path: `/${version}/export-jobs`, body }]);
    expect(await jobOf(data.id)).toMatchObject({
      companyId: body.companyId,
      numberOfItems: 3,
      status: 'pending',
      source: 'api',
    });
    const { body: timeline } = await relay.http.get(`/v1/export-jobs/${data.id}/timeline`);
    expect(timeline.data).toMatchObject([
      { summary: 'Created at Pleo through the relay.', by: 'Pleo (creation)' },
    ]);
  });

  it('looks for the job whose answer was lost, and answers with it', async () => {
    const body = order(230);
    relay.sandbox.setFaults(ANSWER_IS_LOST);
    const { status, body: answer } = await create(body, version);
    expect(status).toBe(201);
    expect(answer).toEqual({ data: relay.sandbox.job(answer.data.id) });
    expect(sent()).toHaveLength(1);
    expect(sent('GET').map(({ path }) => path.split('?')[0])).toEqual([
      `/${version}/export-jobs`,
      ...Array<string>(3).fill(`/v1/export-jobs/${answer.data.id}/items`),
    ]);
    expect(await jobOf(answer.data.id)).toMatchObject({ companyId: body.companyId, numberOfItems: 230 });
  });
});

describe('the body', () => {
  it.each<[string, object, string[]]>([
    ['without anything', {}, ['/accountingEntryIds', '/companyId']],
    ['without entries', { ...order(), accountingEntryIds: [] }, ['/accountingEntryIds']],
    ['with entries that are none', { ...order(), accountingEntryIds: ['x'] }, ['/accountingEntryIds']],
    ['of no company', { ...order(), companyId: 'acme' }, ['/companyId']],
    ['of nobody', { ...order(), employeeId: 7 }, ['/employeeId']],
    ['with a word for true', { ...order(), isInteractive: 'yes' }, ['/isInteractive']],
    ['with other options', { ...order(), options: [] }, ['/options']],
    ['with a wrong option', { ...order(), options: { vendorBasedBookkeeping: 'no' } }, ['/options']],
  ])('%s is refused, and Pleo is not asked', async (_, body, pointers) => {
    const answer = await create(body);
    expectProblem(answer, 400, 'VALIDATION_FAILED');
    expect(pointersOf(answer.body)).toEqual(pointers);
    expect(sent()).toEqual([]);
  });

  it('is passed on whole, with what only Pleo knows', async () => {
    const body = {
      ...order(),
      employeeId: randomUUID(),
      options: { vendorBasedBookkeeping: true },
      later: [1],
    };
    await create(body).expect(201);
    expect(sent()).toMatchObject([{ body }]);
  });
});

describe('what Pleo refuses', () => {
  it('comes back as Pleo said it, and nothing is registered', async () => {
    const body = order();
    relay.sandbox.createJob({ companyId: body.companyId });
    const { status, body: answer } = await create(body);
    expect([status, answer]).toEqual([
      409,
      { type: 'EXPORT_ALREADY_IN_PROGRESS', message: 'Export Job already in progress for this company.' },
    ]);
    expect(sent()).toHaveLength(1);
    expect(await known()).toBe(0);
  });

  it.each([400, 403, 404, 422])('as %i is not looked into', async (status) => {
    const words = { type: 'SOME_WORD', message: 'No.' };
    relay.sandbox.setFaults([{ status, body: words }]);
    const answer = await create(order());
    expect([answer.status, answer.body]).toEqual([status, words]);
    expect(relay.sandbox.requests).toHaveLength(1);
    // Rights differ by route: deliveries go on.
    expect((await relay.http.get('/health/ready')).status).toBe(200);
    relay.sandbox.clearFaults();
    await create(order()).expect(201);
  });

  it.each([429, 503])('as %i with a time is waited out by all', async (status) => {
    relay.sandbox.setFaults([{ status, retryAfter: '40', times: 1 }]);
    const answer = await create(order());
    expect([answer.status, answer.headers['retry-after']]).toEqual([status, '40']);
    const next = await create(order());
    expectProblem(next, 503, 'SERVICE_UNAVAILABLE');
    expect(Number(next.headers['retry-after'])).toBeGreaterThan(30);
    expect(next.body.detail).toMatch(
      /^The export job was not created: Pleo asked to wait \(told_to_wait\): Pleo answered (429|503)/,
    );
    expect(sent()).toHaveLength(1);
  });

  it('shows nobody the key that was sent, and no page', async () => {
    const echo = `<html>${Buffer.from('sandbox-key:').toString('base64')} is wrong</html>`;
    relay.sandbox.setFaults([{ status: 429, body: echo, contentType: 'text/html' }]);
    const { status, text, headers } = await create(order());
    expect([status, headers['content-type']]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(text).toBe('<html>[secret] is wrong</html>');
  });

  it('as 401 is 503, since another key may do', async () => {
    relay.sandbox.setFaults([{ status: 401 }]);
    const answer = await create(order());
    expectProblem(answer, 503, 'SERVICE_UNAVAILABLE');
    expect(answer.body.detail).toMatch(/not created.*401/);
    expect(sent()).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  const lost = (fault: object) => relay.sandbox.setFaults([{ match: { method: 'POST' }, ...fault }]);

  it.each<[string, object, number, string]>([
    ['the connection is cut', { dropConnection: true }, 504, 'PLEO_SILENT'],
    ['nothing comes in time', { hang: true }, 504, 'PLEO_SILENT'],
    [
      'a gateway fails',
      { status: 502, body: '<html></html>', contentType: 'text/html' },
      502,
      'PLEO_UNCLEAR',
    ],
    ['Pleo fails', { status: 500 }, 502, 'PLEO_UNCLEAR'],
    ['a page forbids', { status: 403, body: '<html></html>', contentType: 'text/html' }, 502, 'PLEO_UNCLEAR'],
    ['a success shows no job', { status: 200, body: { ok: true } }, 502, 'PLEO_UNCLEAR'],
  ])('where %s, and no job is found, is told, and not sent again', async (_, fault, status, type) => {
    lost(fault);
    const answer = await create(order());
    expectProblem(answer, status, type);
    expect(answer.body.detail).toMatch(
      /By now, no new job of the company has these entries\. The relay does not send it again\./,
    );
    expect(sent()).toHaveLength(1);
    expect(await known()).toBe(0);
  });

  it('is settled where Pleo made the job and then said nothing', async () => {
    lost({ hangAfterChange: true });
    const { status, body } = await create(order());
    expect(status).toBe(201);
    expect(await jobOf(body.data.id)).not.toBeNull();
  });

  it('is settled where Pleo makes the job a moment later', async () => {
    lost({ dropConnection: true });
    const body = order();
    // All statuses have been asked for.
    const answer = create(body).then(({ status, body: { data } }) => ({ status, data }));
    await eventually(() => sent('GET').length === 5);
    const job = relay.sandbox.createJob(body);
    expect(await answer).toMatchObject({ status: 201, data: { id: job.id } });
  });

  it('is settled where the job has ended by now, which no worker is given', async () => {
    lost({ dropConnection: true });
    const body = order();
    const answer = create(body).then(({ status, body: { data } }) => ({ status, data }));
    await eventually(() => sent('GET').length === 5);
    relay.sandbox.clearFaults();
    const { id } = relay.sandbox.createJob(body);
    await fetch(`${relay.sandbox.url}/v3/export-job-events`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('sandbox-key:')}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ jobId: id, event: 'failed' }),
    });
    expect(await answer).toMatchObject({ status: 201, data: { id, status: 'failed' } });
    expect(await known()).toBe(0);
  });

  it('is no older job with the same entries, as of an export that failed a moment before', async () => {
    const body = order();
    const { id } = (await create(body).expect(201)).body.data as { id: string };
    expect((await report(relay, id, 'failed')).status).toBe(202);
    await allDelivered(relay);
    lost({ dropConnection: true });
    expectProblem(await create(body), 504, 'PLEO_SILENT');
  });

  it.each([{ status: 500 }, { dropConnection: true }, { status: 429, retryAfter: '1' }])(
    'is settled though %j is the first answer to the search as well',
    async (fault) => {
      relay.app.get(JobCreation).pausesMs = [10, 1500];
      relay.sandbox.setFaults([...ANSWER_IS_LOST, { match: { method: 'GET' }, times: 1, ...fault }]);
      const { status, body } = await create(order());
      expect(status).toBe(201);
      expect(await jobOf(body.data.id)).not.toBeNull();
    },
  );

  it('says so where Pleo’s jobs cannot be looked through', async () => {
    relay.app.get(JobCreation).pausesMs = [1, 1, 1];
    relay.sandbox.setFaults([
      { match: { method: 'POST' }, loseAnswer: true },
      { match: { method: 'GET' }, status: 500 },
    ]);
    const answer = await create(order());
    expectProblem(answer, 504, 'PLEO_SILENT');
    expect(answer.body.detail).toMatch(/could not be searched: Pleo answered 500/);
  });
});

describe('while deliveries are paused', () => {
  const pause = (kind: string, until: string) =>
    relay.database.query(
      `INSERT INTO delivery_circuit (credential, faults, jobs, pause, reason, probes, paused_since, paused_until)
       VALUES ('default', 5, '{}', $1, 'Pleo answered 500.', 0, now() - interval '1 hour', now() + $2::interval)`,
      [kind, until],
    );

  it.each([
    [
      'circuit_open',
      /Pleo does not work, and gets no new job until it does \(circuit_open\): Pleo answered 500/,
    ],
    ['credential_refused', /Pleo refuses the credential \(credential_refused\): Pleo answered 500/],
  ])('by %s, Pleo is not asked, and the answer says why', async (kind, why) => {
    await pause(kind, '20 seconds');
    const answer = await create(order());
    expectProblem(answer, 503, 'SERVICE_UNAVAILABLE');
    expect(answer.body.detail).toMatch(why);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(20);
    expect(relay.sandbox.requests).toEqual([]);
  });

  it.each(['circuit_open', 'credential_refused'])('by %s, which nothing tests, one goes', async (kind) => {
    await pause(kind, '-1 minute');
    await create(order()).expect(201);
  });

  it('by an open circuit, a job is looked for all the same', async () => {
    relay.sandbox.setFaults([{ ...ANSWER_IS_LOST[0]!, latencyMs: 60_000 }]);
    const creating = create(order());
    const settled = creating.then(({ status }) => status);
    await eventually(() => sent()[0]?.fault);
    await pause('circuit_open', '20 seconds');
    relay.sandbox.release();
    expect(await settled).toBe(201);
  });
});

it('two callers with the same entries, one of whom Pleo does not answer, may be given the same job', async () => {
  const body = order();
  relay.sandbox.setFaults([{ match: { method: 'POST' }, dropConnection: true, times: 1 }]);
  const first = create(body).then((answer) => answer);
  await eventually(() => sent().length === 1);
  const second = await create(body).expect(201);
  expect(await first).toMatchObject({ status: 201, body: { data: { id: second.body.data.id } } });
  expect(await known()).toBe(1);
});

it('what becomes of them is counted, and what is lost is logged', async () => {
  const counts = async () => {
    const { text } = await relay.http.get('/metrics');
    const found = [...text.matchAll(/^relay_job_creations_total\{result="(\w+)"\} (\d+)$/gm)];
    return Object.fromEntries(found.map(([, result = '', count]) => [result, Number(count)])) as Record<
      string,
      number
    >;
  };
  const before = await counts();
  await create(order()).expect(201);
  relay.sandbox.setFaults(ANSWER_IS_LOST);
  const { companyId, ...rest } = order();
  await create({ companyId, ...rest }).expect(201);
  await create({ companyId, ...rest }).expect(409);
  relay.sandbox.setFaults([{ match: { method: 'POST' }, status: 500 }]);
  await create(order()).expect(502);
  relay.sandbox.setFaults([{ status: 401 }]);
  await create(order()).expect(503);
  const after = await counts();
  const more = Object.entries(after).map(([result, count]) => [result, count - (before[result] ?? 0)]);
  expect(Object.fromEntries(more)).toEqual({ created: 1, found: 1, refused: 1, unknown: 1, not_sent: 1 });
  const line = relay.log.find((text) => text.includes(companyId) && text.includes('was lost'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, search: 'found' });
});

it('no more than a few are created at a time, and deliveries have connections of their own', async () => {
  relay.sandbox.setFaults([{ match: { route: 'export-jobs', method: 'POST' }, hang: true }]);
  const hanging = Array.from({ length: CREATIONS }, () => create(order()).then(({ status }) => status));
  await eventually(() => sent().length === CREATIONS);
  const next = await create(order());
  expectProblem(next, 503, 'SERVICE_UNAVAILABLE');
  expect(next.body.detail).toMatch(/Others are being created/);
  await report(relay, randomUUID(), 'started');
  await allDelivered(relay);
  expect(await Promise.all(hanging)).toEqual(Array(CREATIONS).fill(504));
  relay.sandbox.clearFaults();
  await create(order()).expect(201);
});

it('a caller that goes away leaves a job that is registered', async () => {
  relay.sandbox.setFaults([{ match: { method: 'POST' }, latencyMs: 60_000 }]);
  const body = order();
  const leaving = new AbortController();
  const url = `${await relay.app.getUrl()}/v3/export-jobs`;
  const headers = { 'Content-Type': 'application/json' };
  const left = fetch(url, { method: 'POST', body: JSON.stringify(body), headers, signal: leaving.signal });
  await eventually(() => sent()[0]?.fault);
  leaving.abort();
  await expect(left).rejects.toThrow();
  relay.sandbox.release();
  await eventually(async () => (await known()) === 1);
  expect(sent()).toHaveLength(1);
});

it('a job that cannot be registered is answered all the same, and logged', async () => {
  vi.spyOn(relay.app.get(JobsService), 'announce').mockRejectedValue(
    Object.assign(new Error('Connection terminated'), { code: '57P01' }),
  );
  const { body } = await create(order()).expect(201);
  expect(await jobOf(body.data.id)).toBeNull();
  const line = relay.log.find((text) => text.includes('could not be registered here'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, jobId: body.data.id });
});

// Last, since another relay in this process takes the log.
it('a Pleo that nobody reaches is told of as such, and nothing is looked for', async () => {
  const elsewhere = await startApp({ PLEO_BASE_URL: `http://127.0.0.1:${await freePort()}` });
  try {
    const answer = await elsewhere.http.post('/v3/export-jobs').send(order());
    expectProblem(answer, 502, 'PLEO_UNREACHABLE');
    expect(answer.body.detail).toMatch(/ECONNREFUSED\. Nothing was sent, so sending it again is safe\.$/);
  } finally {
    await elsewhere.stop();
  }
});
