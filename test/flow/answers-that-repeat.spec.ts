import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { EchoPleo } from '../support/echo-pleo.js';
import { eventually } from '../support/eventually.js';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.js';
import {
  CREDENTIALS_KEY,
  credentialPath,
  type Replica,
  type Replicas,
  startReplicas,
} from '../support/replicas.js';
import { tableContents } from '../support/table-contents.js';

const READ_KEY = `read-${randomBytes(16).toString('hex')}`;
const COLLECTOR_KEY = randomBytes(20).toString('base64url');
/** With all that is escaped somewhere. */
const secret = () => `${randomBytes(9).toString('base64url')}/+~.${randomBytes(9).toString('base64url')}=`;
const API_KEY = secret();
const CLIENT_SECRET = secret();

/** What an event is answered, and then the job that is read. */
const ANSWERS = [
  ...[302, 400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503].map((status) => [status, 200] as const),
  ...[403, 404, 500].map((status) => [422, status] as const),
];

let pleo: EchoPleo;
let collector: OtlpReceiver;
let all: Replicas;
let relay: Replica;
beforeAll(async () => {
  pleo = await EchoPleo.start();
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  all = await startReplicas(1, {
    LOG_LEVEL: 'trace',
    API_KEYS: `boss:admin:replicas-admin-key-0123456789,reader:read:${READ_KEY}`,
    PLEO_BASE_URL: pleo.url,
    PLEO_API_KEY: API_KEY,
    PLEO_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
    PLEO_OAUTH_TOKEN_URL: `${pleo.url}/oauth/token`,
    PLEO_POLL_INTERVAL_SECONDS: '1',
    CIRCUIT_FAILURES: '1000',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${COLLECTOR_KEY}`,
  });
  relay = all.replicas[0]!;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await all.stop();
  await collector.stop();
  await pleo.stop();
});

const letters = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, '');

/** Every eight letters in a row of the secrets, as they are and in base64, and every twelve of them in hexadecimal. */
function partsOf(secrets: Iterable<string>): Set<string> {
  const parts = new Set<string>();
  const enter = (form: string, length: number) => {
    for (let at = 0; at + length <= form.length; at++) parts.add(form.slice(at, at + length));
  };
  for (const whole of secrets) {
    const bytes = Buffer.from(whole);
    enter(letters(whole), 8);
    enter(bytes.toString('hex'), 12);
    for (const lead of [0, 1, 2]) {
      const form = Buffer.concat([Buffer.alloc(lead), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      enter(letters(form.slice(lead + 1, -1)), 8);
    }
  }
  return parts;
}

function leaksIn(text: string, parts: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const view of [text, unescaped(text), unescaped(unescaped(text))]) {
    const all = letters(view);
    for (let at = 0; at < all.length; at++) {
      for (const length of [8, 12]) {
        const part = all.slice(at, at + length);
        if (parts.has(part)) found.push(`${part} in …${all.slice(Math.max(at - 30, 0), at + 60)}…`);
      }
    }
  }
  return found;
}

function unescaped(text: string): string {
  const character = (_: string, code: string) => String.fromCharCode(parseInt(code, 16));
  return text
    .replace(/\\+u([\da-f]{4})/gi, character)
    .replace(/\\+[rnt]/g, ' ')
    .replace(/%([\da-f]{2})/gi, character)
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

async function aCompany(credential: object): Promise<string> {
  const companyId = randomUUID();
  await relay.http.put(credentialPath(companyId)).send(credential).expect(200);
  return companyId;
}

/** Reports the events of a job that will meet these answers. */
async function reports(companyId: string | null, post: number, get: number): Promise<string> {
  const id = randomUUID();
  pleo.statuses.set(id, { post, get });
  await relay.http
    .post('/v1/export-jobs')
    .send({ id, ...(companyId && { companyId }) })
    .expect(201);
  await relay.http.post('/v1/export-job-events').send({ jobId: id, event: 'started' }).expect(202);
  await relay.http.post('/v1/export-job-events').send({ jobId: id, event: 'completed' }).expect(202);
  return id;
}

/** The same, with an attempt or two. */
async function meets(companyId: string | null, post: number, get: number): Promise<string> {
  const id = await reports(companyId, post, get);
  const attempts = () =>
    all.database.query<{ number: number }>('SELECT number FROM delivery_attempt WHERE job_id = $1', [id]);
  // Nothing of what others met is to hold it up.
  await eventually(async () => {
    await all.database.query(
      `UPDATE delivery_circuit SET pause = NULL, reason = NULL, paused_since = NULL, paused_until = NULL`,
    );
    return (await attempts()).length > 0;
  });
  return id;
}

/** All that anybody can read, by where. */
async function everything(companyIds: string[], jobIds: string[]): Promise<Record<string, string>> {
  const open = ['/health/live', '/health/ready', '/metrics', '/docs-json', '/nope'];
  const read = [
    '/v1/overview',
    '/v1/export-jobs?limit=200',
    '/v1/export-job-events?limit=200',
    '/v1/export-job-events/causes',
    '/v1/caller',
  ];
  const events = await relay.http.get('/v1/export-job-events?limit=200').expect(200);
  const each = [
    ...jobIds.flatMap((id) => [`/v1/export-jobs/${id}`, `/v1/export-jobs/${id}/timeline`]),
    ...(events.body.data as { id: string }[]).map(({ id }) => `/v1/export-job-events/${id}`),
  ];
  const seen: Record<string, string> = {};
  const look = async (path: string, key: string | null) => {
    const request = relay.http.get(path);
    const { text, headers } = await (key === null
      ? request.unset('Authorization')
      : request.auth(key, { type: 'bearer' }));
    seen[path] = text + JSON.stringify(headers);
  };
  for (const path of open) await look(path, null);
  for (const path of [...read, ...each]) await look(path, READ_KEY);
  for (const id of companyIds) seen[credentialPath(id)] = (await relay.http.get(credentialPath(id))).text;
  seen['the log'] = all.log.join('');
  seen['spans'] = Buffer.concat(collector.requests.map(({ body }) => body)).toString('latin1');
  seen['the tables'] = JSON.stringify(await tableContents(all.database));
  return seen;
}

it('nothing that is sent to Pleo comes out again, whatever repeats it, wherever and in whichever coat', async () => {
  const key = secret();
  const tokens = { accessToken: secret().replaceAll('=', ''), refreshToken: secret(), expiresIn: 3600 };
  const withKey = await aCompany({ type: 'api_key', apiKey: key });
  const withTokens = await aCompany({ type: 'oauth', ...tokens });
  const jobIds: string[] = [];
  for (const companyId of [null, withKey, withTokens])
    jobIds.push(...(await Promise.all(ANSWERS.map(([post, get]) => meets(companyId, post, get)))));
  // All pauses at once, as they are read by everybody.
  const refused = await Promise.all(Array.from({ length: 5 }, () => reports(null, 403, 403)));
  jobIds.push(...refused);
  await eventually(async () => (await relay.http.get('/health/ready')).body.pleo.status === 'paused');
  const ready = (await relay.http.get('/health/ready')).body as { pleo: object };
  expect(ready.pleo).toMatchObject({ reason: expect.stringMatching(/^Pleo answered \d{3}\.$/) });

  // Refreshes, however often the token endpoint repeats them, and consents.
  for (let times = 0; times < 7; times++) {
    const company = await aCompany({
      type: 'oauth',
      accessToken: secret(),
      refreshToken: secret(),
      expiresIn: 3600,
    });
    await all.database.query('UPDATE company_credential SET refresh_due_at = now() WHERE company_id = $1', [
      company,
    ]);
    relay.credentials.forget();
    await relay.credentials.authorizationFor(company);
    const { body } = await relay.http.post(`${credentialPath(company)}/consent`).expect(200);
    const state = new URL(body.authorizeUrl as string).searchParams.get('state') ?? '';
    const code = secret();
    await relay.http.get(`/oauth/callback?${new URLSearchParams({ code, state }).toString()}`);
    // Not before: what the relay has not met yet, it cannot know.
    pleo.secrets.add(code).add(state);
  }
  await eventually(() => all.log.some((line) => line.includes('Asking Pleo for its jobs')));

  const known = [...pleo.secrets]
    .map((one) => (one.includes('%') ? decodeURIComponent(one) : one))
    .join('\n');
  for (const sent of [API_KEY, CLIENT_SECRET, key, tokens.accessToken]) {
    expect(known).toContain(sent);
    pleo.secrets.add(sent);
  }
  expect(pleo.answered.size).toBeGreaterThan(12);
  await eventually(() =>
    collector.spans.some(
      ({ isError, attributes }) => isError && refused.includes(attributes['relay.job_id'] as string),
    ),
  );

  const secrets = [...pleo.secrets].map((known) => known.replace(/^(Basic|Bearer) /, ''));
  const parts = partsOf([...secrets, COLLECTOR_KEY, READ_KEY, CREDENTIALS_KEY.split(':')[1] ?? '']);
  const seen = await everything([withKey, withTokens], jobIds);
  expect(seen['the tables']).toContain('[secret]');
  for (const [place, text] of Object.entries(seen)) expect([place, ...leaksIn(text, parts)]).toEqual([place]);
});
