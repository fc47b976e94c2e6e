import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { Browser, noBrowser, seriousViolations } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { signIn } from '../support/sign-in.js';
import { Stage } from '../support/stage.js';

const KEYS = {
  read: 'reader-key-0123456789-0123456789',
  admin: 'ann-key-0123456789-0123456789-01',
};

/** SCREENSHOTS=1 draws the pictures of the docs anew; without it nothing is written. */
const PICTURES = process.env['SCREENSHOTS'] ? 'docs/images' : null;

/** An hour of deliveries, with a short outage of Pleo in it, so that there is something to be seen. */
const AN_HOUR = `
  WITH job AS (
    INSERT INTO export_job
      (id, status, source, expires_in, created_at, started_at, last_updated_at, expires_at, last_sequence)
    SELECT gen_random_uuid(), 'in_progress', 'event', 86400, at, at, at, at + interval '1 day', 1
    FROM generate_series(3, 59) AS minute
    CROSS JOIN LATERAL generate_series(1, (40 + 15 * sin(minute / 7.0) + 9 * sin(minute * 2))::integer) AS n
    CROSS JOIN LATERAL (
      SELECT (now() - minute * interval '1 minute' + n * interval '0.7 seconds')::timestamptz(3)
    ) AS t (at)
    RETURNING id, started_at AS at
  ), event AS (
    INSERT INTO export_job_event
      (job_id, sequence, id, event, origin, accepted_at, delivery_status, delivered_at, outcome)
    SELECT id, 1, gen_random_uuid(), 'started', 'api', at, 'delivered',
           at + (40 + 900 * random() ^ 12) * interval '1 millisecond', 'delivered'
    FROM job
    RETURNING job_id, accepted_at, delivered_at
  )
  INSERT INTO delivery_attempt
    (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error, delivered_after_ms)
  SELECT job_id, 1, 2, gen_random_uuid(), 'started', delivered_at, 30, 'delivered', 202, NULL,
         extract(epoch FROM delivered_at - accepted_at) * 1000
  FROM event
  UNION ALL
  SELECT job_id, 1, 1, gen_random_uuid(), 'started', accepted_at, 30, 'passing', 503, 'Pleo answered 503.', NULL
  FROM event
  WHERE accepted_at BETWEEN now() - interval '31 minutes' AND now() - interval '28 minutes'`;

describe.skipIf(noBrowser)(`the console${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let sandbox: Sandbox;
  let relay: RelayProcess;
  let query: (text: string, values?: unknown[]) => Promise<unknown>;
  let faults: string[] = [];

  beforeAll(async () => {
    const database = await stage.database();
    query = (text, values) => database.query(text, values);
    sandbox = await stage.sandbox();
    relay = await stage
      .relay(
        { database, sandbox },
        { API_KEYS: `reader:read:${KEYS.read},ann:admin:${KEYS.admin}`, CIRCUIT_FAILURES: '3' },
      )
      .answers();
    await database.query(AN_HOUR);
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());
  afterEach(() => {
    sandbox.clearFaults();
    expect(faults).toEqual([]);
    faults = [];
  });

  /** The console as somebody with this key sees it. */
  async function signedIn(
    scope: keyof typeof KEYS,
    path = '',
    options: Parameters<Browser['visit']>[1] = {},
  ): Promise<Page> {
    const visit = await signIn(browser, relay.url, KEYS[scope], path, options);
    faults = visit.faults;
    return visit.page;
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png` });
  }

  async function call<Body>(method: 'GET' | 'POST', path: string, body?: object): Promise<Body> {
    const answer = await fetch(new URL(path, relay.url), {
      method,
      headers: { Authorization: `Bearer ${KEYS.admin}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.status, path).toBeLessThan(300);
    return (await answer.json()) as Body;
  }

  const report = (jobId: string, event: string) =>
    call<{ id: string }>('POST', '/v1/export-job-events', { jobId, event });

  const reaches = (id: string, status: string) =>
    eventually(async () => {
      const { delivery } = await call<{ delivery: { status: string } }>('GET', `/v1/export-job-events/${id}`);
      return delivery.status === status;
    });

  /** A job whose `started` Pleo refused for good, with `completed` behind it. */
  async function aStuckJob(): Promise<{ jobId: string; dead: string }> {
    const jobId = randomUUID();
    sandbox.setFaults([
      { match: { jobId }, status: 400, body: { type: 'VALIDATION_ERROR', message: 'The job has no items' } },
    ]);
    const { id: dead } = await report(jobId, 'started');
    await reaches(dead, 'dead');
    await report(jobId, 'completed');
    sandbox.clearFaults();
    return { jobId, dead };
  }

  it('tells why a job is stuck, to who only has its id, and offers a reader nothing to do', async () => {
    const { jobId } = await aStuckJob();
    const page = await signedIn('read', '/jobs');
    await page.getByLabel('Job id').fill(jobId);
    await page.keyboard.press('Enter');
    await page.getByText(/“started” is dead after 1 attempt: Pleo answered 400 VALIDATION_ERROR/).waitFor();
    await page.getByText(/1 event \(“completed”\) must wait for it/).waitFor();
    await page.getByRole('img', { name: /pending, then in progress, then completed/ }).waitFor();
    await page.getByText('Given up: started').waitFor();
    await picture(page, 'console-job');
    await page.getByRole('button', { name: /1\. started: dead/ }).click();
    await page.getByText('{"type":"VALIDATION_ERROR","message":"The job has no items"}').waitFor();
    expect(await page.getByRole('button', { name: 'Redeliver' }).count()).toBe(0);
  });

  it('replays what failed with 400 in a span of time: counts first, then asks', async () => {
    const stuck = [await aStuckJob(), await aStuckJob()];
    const early = await aStuckJob();
    await query(`UPDATE delivery_attempt SET started_at = started_at - interval '1 day' WHERE job_id = $1`, [
      early.jobId,
    ]);
    const page = await signedIn('admin', '/dead-letters');
    const local = (ms: number) =>
      page.evaluate((at) => {
        const moment = new Date(at);
        return new Date(at - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
      }, Date.now() + ms);
    await page.getByLabel('Failed after').fill(await local(-3_600_000));
    await page.getByLabel('Failed before').fill(await local(3_600_000));
    await page.getByRole('link', { name: '400 VALIDATION_ERROR' }).click();
    await page.getByRole('heading', { name: 'Dead events with 400 VALIDATION_ERROR' }).waitFor();
    await picture(page, 'console-dead-letters');
    await page.getByRole('button', { name: 'Redeliver all of these' }).click();
    await page.getByRole('button', { name: /^Redeliver \d+$/ }).click();
    await page.getByText(/will be sent to Pleo again\.$/).waitFor();
    for (const { jobId, dead } of stuck) {
      await reaches(dead, 'delivered');
      await eventually(() => sandbox.job(jobId)?.status === 'completed');
    }
    expect(await call('GET', `/v1/export-job-events/${early.dead}`)).toMatchObject({
      delivery: { status: 'dead' },
    });
  });

  it('discards a dead event with a reason, and the next one goes', async () => {
    const { jobId, dead } = await aStuckJob();
    await call('POST', `/v1/export-job-events/${dead}/redeliver`);
    await reaches(dead, 'delivered');
    const next = await aStuckJob();
    const page = await signedIn('admin', `/jobs/${next.jobId}`);
    await page.getByRole('button', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Discard' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('Told by telephone.');
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Told by telephone.').waitFor();
    await reaches(next.dead, 'discarded');
    expect(jobId).not.toBe(next.jobId);
  });

  it('says on the overview that Pleo is responsible for a pause, and until when it lasts', async () => {
    const page = await signedIn('read');
    await page.getByRole('heading', { level: 1 }).waitFor();
    sandbox.setFaults([{ status: 503, body: { type: 'SERVICE_UNAVAILABLE', message: 'Down for a moment' } }]);
    for (let report_ = 0; report_ < 4; report_++) await report(randomUUID(), 'started');
    // It comes by itself.
    await page.getByText('Responsible: Pleo').waitFor();
    await page
      .getByRole('heading', {
        name: /^Pleo does not work: deliveries are paused, and .* wait\. Pleo answered 503/,
      })
      .waitFor();
    await page.getByRole('heading', { name: 'Paused', exact: true }).waitFor();
    await page
      .getByText(/\(in \d+ s\)/)
      .first()
      .waitFor();
    await picture(page, 'console-overview');
    sandbox.clearFaults();
    // The next probe goes now, so that nothing is paused in the tests that follow.
    await query('UPDATE delivery_circuit SET paused_until = now()');
    await eventually(async () => {
      const { pauses } = await call<{ pauses: object[] }>('GET', '/v1/overview');
      return pauses.length === 0;
    });
  });

  describe.each([
    ['light', 1200],
    ['light', 375],
    ['dark', 1200],
  ] as const)('in %s colours, %i pixels wide', (colorScheme, width) => {
    let page: Page;
    let jobId: string;
    beforeAll(async () => {
      ({ jobId } = await aStuckJob());
      page = await signedIn('admin', '', { colorScheme, viewport: { width, height: 900 } });
    });

    it.each([
      ['overview', '/'],
      ['jobs', '/jobs'],
      ['job', '/jobs/:id'],
      ['dead-letters', '/dead-letters'],
    ])('nothing on the page %s keeps people out', async (_, path) => {
      await page.goto(`${relay.url}/console/#${path.replace(':id', jobId)}`);
      await page
        .getByText(/VALIDATION_ERROR|1 dead/)
        .first()
        .waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    });
  });

  it('asks for a key again when the one that it has is not known any more', async () => {
    const page = await signedIn('read');
    await page.evaluate("sessionStorage.setItem(sessionStorage.key(0), 'a-key-that-was-taken-back')");
    await page.getByText('The relay does not know this key.').waitFor();
    // Chromium tells of every 401.
    faults.length = 0;
  });

  it('asks for no key where the relay has none', async () => {
    const database = await stage.database();
    const open = await stage.relay({ database, sandbox }).answers();
    const visit = await browser.visit(`${open.url}/console/`);
    await visit.page.getByRole('heading', { name: 'All is well.' }).waitFor();
    expect(await visit.page.title()).toBe('All is well.');
    expect(visit.faults).toEqual([]);
  });

  it('asks for nothing while its tab is hidden', async () => {
    const page = await signedIn('read');
    await page.clock.install();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    let asked = 0;
    page.on('request', () => asked++);
    // The page waits for its next look only once the first one is answered.
    await eventually(async () => {
      await page.clock.runFor(20_000);
      return asked > 0;
    });
    await page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
       document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`,
    );
    asked = 0;
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
  });

  it('can be used by keyboard alone', async () => {
    const page = await signedIn('read');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('Shift+Tab');
    for (let tries = 0; (await page.locator(':focus').textContent()) !== 'Jobs'; tries++) {
      expect(tries).toBeLessThan(10);
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });
});
