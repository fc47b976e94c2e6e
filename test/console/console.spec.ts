import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { Browser, noBrowser, seriousViolations } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { Stage } from '../support/stage.js';

const KEYS = {
  read: 'reader-key-0123456789-0123456789',
  admin: 'ann-key-0123456789-0123456789-01',
};

/** SCREENSHOTS=1 draws the pictures of the docs anew; without it nothing is written. */
const PICTURES = process.env['SCREENSHOTS'] ? 'docs/images' : null;

if (noBrowser) console.log(noBrowser);

describe.skipIf(noBrowser)('the console', () => {
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
    const visit = await browser.visit(`${relay.url}/console/`, options);
    const { page } = visit;
    await page.getByLabel('API key').fill(KEYS[scope]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    // The answer to the first question, asked without a key, is a 401, and Chromium says so.
    visit.faults.length = 0;
    faults = visit.faults;
    if (path) await page.goto(`${relay.url}/console/#${path}`);
    return page;
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
    await page.getByRole('button', { name: /1\. started: dead/ }).click();
    await page.getByText('{"type":"VALIDATION_ERROR","message":"The job has no items"}').waitFor();
    expect(await page.getByRole('button', { name: 'Redeliver' }).count()).toBe(0);
    await picture(page, 'console-job');
  });
});
