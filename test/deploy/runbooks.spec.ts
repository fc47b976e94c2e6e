import { execFile, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJobInProgress, storeResults } from '../support/results.js';

const KEY = 'on-call-key-0123456789-0123456789';

const CURL_IS_HERE = spawnSync('curl', ['--version']).status === 0;
const without = CURL_IS_HERE ? '' : ' (not run: there is no curl here)';

const page = readFileSync('docs/operations.md', 'utf8');
const commands = [...new Set([...page.matchAll(/^\$ (curl .*)$/gm)].map(([, command = '']) => command))];

let relay: TestApp;
beforeAll(async () => {
  // Nobody listens there: notices wait.
  const notices = {
    NOTICE_URL: 'http://127.0.0.1:9/',
    NOTICE_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
  };
  relay = await startApp({ API_KEYS: `ada:admin:${KEY}`, ...notices });
});
afterEach(() => relay.sandbox.clearFaults());
afterAll(() => relay.stop());

/** A job that Pleo refuses `started` of, for good. */
async function aDeadEvent(): Promise<{ JOB: string; EVENT: string }> {
  const JOB = randomUUID();
  relay.sandbox.setFaults([{ match: { jobId: JOB }, status: 400 }]);
  const report = { jobId: JOB, event: 'started' };
  const { body } = await relay.http.post('/v1/export-job-events').auth(KEY, { type: 'bearer' }).send(report);
  await eventually(async () => {
    const path = `/v1/export-job-events/${body.id}`;
    const event = await relay.http.get(path).auth(KEY, { type: 'bearer' });
    return event.body.delivery.status === 'dead';
  });
  return { JOB, EVENT: body.id };
}

/** A job in progress with results that are dead. */
async function aJobWithDeadResults(): Promise<{ ITEMS_JOB: string }> {
  const ITEMS_JOB = await aJobInProgress(relay.database);
  await storeResults(relay.database, ITEMS_JOB, [{ delivery: 'dead', outcome: 'too_late' }]);
  return { ITEMS_JOB };
}

/** A job with a result of an entry that Pleo does not know. */
async function aDeadResult(): Promise<{ JOB: string }> {
  const [JOB, accountingEntryId] = [randomUUID(), randomUUID()];
  relay.sandbox.createJob({ id: JOB, accountingEntryIds: [randomUUID()] });
  const event = { jobId: JOB, event: 'started' };
  await relay.http.post('/v1/export-job-events').auth(KEY, { type: 'bearer' }).send(event);
  const path = `/v1/export-jobs/${JOB}/items`;
  const results = [{ accountingEntryId, status: 'successful' }];
  await relay.http.put(path).auth(KEY, { type: 'bearer' }).send(results);
  await eventually(async () => {
    const dead = await relay.http.get(`${path}?deliveryStatus=dead`).auth(KEY, { type: 'bearer' });
    return dead.body.data.length === 1;
  });
  return { JOB };
}

/** What a person sees who copies the command into a shell, with the variables that the page asks for. */
async function run(command: string): Promise<string> {
  const dead = await (/\$JOB\/items/.test(command) ? aDeadResult() : aDeadEvent());
  const COMPANY = randomUUID();
  const subjects = { ...dead, COMPANY, ...(command.includes('$ITEMS_JOB') && (await aJobWithDeadResults())) };
  const env = { PATH: process.env['PATH'], RELAY: await relay.app.getUrl(), KEY, ...subjects };
  return (await promisify(execFile)('bash', ['-c', command], { env })).stdout;
}

describe.skipIf(!CURL_IS_HERE)(`docs/operations.md${without}`, () => {
  it.each(commands)('%s', async (command) => {
    // This ends with an error when it is answered one, and shows it; without it readiness is asked, which may say no.
    expect(command).toMatch(/^curl (--fail-with-body -sS |-s \$RELAY\/health\/ready$)/);
    const said = await run(command);
    expect(said).toMatch(
      /relay_outbox_events|"data":\[|"status":"ok"|"delivery":\{|"count":\d|"verdict":\{|^\{"id":"[^"]+"\}$/,
    );
  });

  it('finds what it looks for', async () => {
    const dead = commands.find((command) => command.includes('events?deliveryStatus=dead')) ?? '';
    expect(JSON.parse(await run(dead)).data.length).toBeGreaterThan(0);
    const results = commands.filter((command) =>
      /export-job-items\/dead|items\?deliveryStatus=dead/.test(command),
    );
    expect(results).toHaveLength(4);
    for (const command of results) expect(JSON.parse(await run(command)).data.length).toBeGreaterThan(0);
    const all = commands.find((command) => command.includes('"all":true')) ?? '';
    expect(JSON.parse(await run(all)).count).toBeGreaterThan(0);
    for (const path of ['/export-job-items/causes', '/export-job-items/dead?jobId']) {
      const results = commands.find((command) => command.includes(path)) ?? '';
      expect(JSON.parse(await run(results)).data.length).toBeGreaterThan(0);
    }
    for (const path of ['/items/redeliver', '/items/discard']) {
      const act = commands.find((command) => command.includes(path)) ?? '';
      expect(JSON.parse(await run(act))).toEqual({ count: 1 });
    }
  });
});
