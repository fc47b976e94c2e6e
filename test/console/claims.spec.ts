import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser, noBrowser, seriousViolations } from '../support/browser.js';
import type { RelayProcess } from '../support/process.js';
import { signIn } from '../support/sign-in.js';
import { Stage } from '../support/stage.js';
import { haveBeenSteady } from '../support/steady.js';

const KEYS = {
  reader: 'reader-key-0123456789-0123456789',
  'books-worker': 'books-key-0123456789-0123456789-0',
  'night-worker-in-frankfurt': 'night-key-0123456789-0123456789-0',
};
type Name = keyof typeof KEYS;

describe.skipIf(noBrowser)(`who has a job, in the console${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let relay: RelayProcess;
  let query: (text: string, values?: unknown[]) => Promise<unknown[]>;
  let faults: string[] = [];

  beforeAll(async () => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    query = (text, values) => database.query(text, values);
    const API_KEYS = Object.entries(KEYS)
      .map(([name, key]) => `${name}:${name === 'reader' ? 'read' : 'write'}:${key}`)
      .join(',');
    relay = await stage.relay({ database, sandbox }, { API_KEYS }).answers();
    await haveBeenSteady(database);
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());
  afterEach(() => {
    expect(faults).toEqual([]);
    faults = [];
  });

  async function visit(path: string, options: Parameters<Browser['visit']>[1] = {}): Promise<Page> {
    const signedIn = await signIn(browser, relay.url, KEYS.reader, path, options);
    faults = signedIn.faults;
    return signedIn.page;
  }

  async function post(name: Name, path: string, body: object, headers: Record<string, string> = {}) {
    const answer = await fetch(new URL(path, relay.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEYS[name]}`, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBeLessThan(300);
    return answer;
  }

  /** Claims the job of the company, as the worker with this key. */
  async function claim(name: Name, companyId: string) {
    const answer = await post(name, '/v1/export-jobs/claim', { companyId, waitSeconds: 10 });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { job: { id: string }; lease: { token: string } };
  }

  async function aClaimedJob(): Promise<{ id: string; company: string; token: string }> {
    const [id, company] = [randomUUID(), randomUUID()];
    await post('books-worker', '/v1/export-jobs', { id, companyId: company, numberOfItems: 12 });
    const { job, lease } = await claim('books-worker', company);
    expect(job.id).toBe(id);
    return { id, company, token: lease.token };
  }

  const lapse = (id: string) =>
    query(`UPDATE job_lease SET until = date_trunc('milliseconds', now()) WHERE job_id = $1`, [id]);

  const known = (page: Page) => page.getByRole('region', { name: 'What is known' });
  const story = (page: Page) => page.getByRole('region', { name: 'Timeline' });

  it('is told by the list and by the page of the job, with the time until when', async () => {
    const { id } = await aClaimedJob();
    const page = await visit('/jobs');
    const row = page.getByRole('row', { name: id.slice(0, 8) });
    await row.getByText(/^books-worker until \d\d:\d\d:\d\d \S+ \(in [45] min\)$/).waitFor();
    await row.getByRole('link', { name: id.slice(0, 8) }).click();
    await known(page)
      .getByText(/^books-worker until \d\d:\d\d:\d\d \S+ \(in [45] min\) without a heartbeat$/)
      .waitFor();
    await page.getByText(/books-worker works on it; it fails at/).waitFor();
  });

  it('is told from the beginning to the end: claimed, given back, claimed again, run out', async () => {
    const { id, company, token } = await aClaimedJob();
    const page = await visit(`/jobs/${id}`);
    await story(page).getByText(', by books-worker').first().waitFor();
    await post('books-worker', `/v1/export-jobs/${id}/release`, {}, { 'Lease-Token': token });
    await page.getByText(/No worker has the job: its worker gave it back\. It fails at .+ unless/).waitFor();
    await known(page).getByText('no worker: the last one gave it back').waitFor();
    await claim('night-worker-in-frankfurt', company);
    await known(page)
      .getByText(/^night-worker-in-frankfurt until/)
      .waitFor();
    await lapse(id);
    await page.getByText(/No worker has the job: its worker fell silent\./).waitFor();
    await story(page).getByText('Lease ran out').waitFor();
    const entries = await story(page).locator('.mantine-Timeline-item').allInnerTexts();
    const ofLeases = entries
      .map((text) => text.replaceAll(/\n+/g, '\n'))
      .filter((text) => /^(Claimed|Given|Lease)/.test(text));
    expect(ofLeases).toEqual([
      expect.stringMatching(/^Claimed\n.+, by books-worker$/),
      expect.stringMatching(/^Given back\n.+, by books-worker$/),
      expect.stringMatching(/^Claimed again\n.+, by night-worker-in-frankfurt$/),
      expect.stringMatching(/^Lease ran out\nIts worker sent nothing .+\n.+, of night-worker-in-frankfurt$/),
    ]);
  });

  it('is a worker without a claim where one has started the job by itself', async () => {
    const jobId = randomUUID();
    await post('books-worker', '/v1/export-job-events', { jobId, event: 'started' });
    const page = await visit(`/jobs/${jobId}`);
    await known(page).getByText('no claim: a worker started it').waitFor();
    await post('books-worker', '/v1/export-job-events', { jobId, event: 'completed' });
    await page.getByText('Nothing waits: the job has ended').waitFor();
    expect(await known(page).getByText('Held by').count()).toBe(0);
  });

  describe.each([
    ['light', 1200],
    ['dark', 375],
  ] as const)('in %s colours, %i pixels wide', (colorScheme, width) => {
    it('keeps nobody out', async () => {
      const { id, company, token } = await aClaimedJob();
      await post('books-worker', `/v1/export-jobs/${id}/release`, {}, { 'Lease-Token': token });
      await claim('night-worker-in-frankfurt', company);
      const page = await visit('/jobs', { colorScheme, viewport: { width, height: 900 } });
      for (const path of ['/jobs', `/jobs/${id}`]) {
        await page.goto(`${relay.url}/console/#${path}`);
        await page
          .getByText(/night-worker-in-frankfurt until/)
          .first()
          .waitFor();
        expect(await seriousViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      }
    });
  });
});
