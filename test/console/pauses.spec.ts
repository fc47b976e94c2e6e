import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser, noBrowser, seriousViolations } from '../support/browser.js';
import type { RelayProcess } from '../support/process.js';
import { signIn } from '../support/sign-in.js';
import { Stage } from '../support/stage.js';

const READER = 'reader-key-0123456789-0123456789';
const ADMIN = 'ann-key-0123456789-0123456789-01';

describe.skipIf(noBrowser)(`pauses by hand in the console${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let relay: RelayProcess;
  let faults: string[] = [];

  beforeAll(async () => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    relay = await stage
      .relay({ database, sandbox }, { API_KEYS: `reader:read:${READER},ann:admin:${ADMIN}` })
      .answers();
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());
  afterEach(() => {
    expect(faults).toEqual([]);
    faults = [];
  });

  async function open(key: string, path = '') {
    const visit = await signIn(browser, relay.url, key, path);
    faults = visit.faults;
    return visit.page;
  }

  async function post(path: string, body: object): Promise<void> {
    const answer = await fetch(new URL(path, relay.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status, path).toBeLessThan(300);
  }

  const report = (jobId: string, event: string) => post('/v1/export-job-events', { jobId, event });

  it('are begun for a reason and ended on the page of a company, and told of on that of its job', async () => {
    const [jobId, companyId] = [randomUUID(), randomUUID()];
    await post('/v1/export-jobs', { id: jobId, companyId });
    const page = await open(ADMIN, `/companies/${companyId}`);
    await page.getByRole('button', { name: 'Pause deliveries…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause its deliveries' });
    expect(await dialog.getByRole('button', { name: 'Pause', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('They move house.');
    await dialog.getByLabel('Until').fill('2099-11-30T06:00');
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('Its deliveries are paused until').waitFor();
    await page.getByText('Paused by ann: They move house.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Pause deliveries…' }).count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);

    await post('/v1/export-job-events', { jobId, event: 'started' });
    await page.goto(`${relay.url}/console/#/jobs/${jobId}`);
    await page.getByText(/“started” waits. Paused by ann: They move house/).waitFor();

    await page.goto(`${relay.url}/console/#/companies/${companyId}`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Its deliveries are paused until').waitFor({ state: 'detached' });
    await page.goto(`${relay.url}/console/#/jobs/${jobId}`);
    await page.getByText('Nothing waits for Pleo.').waitFor();
  });

  it('of all are begun and ended on the overview, whose headline says so', async () => {
    const page = await open(ADMIN);
    await page.getByRole('button', { name: 'Pause deliveries…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause all deliveries' });
    await dialog.getByLabel('Why').fill('Pleo asked us to stop.');
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
    const headline = page.getByRole('heading', {
      name: /^All deliveries are paused by ann until they are resumed/,
    });
    await headline.waitFor();
    expect(await page.getByRole('button', { name: 'Pause deliveries…' }).count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await headline.waitFor({ state: 'detached' });
  });

  it('lead to the jobs that they hold up, as the page of the company does', async () => {
    const [companyId, ...jobs] = Array.from({ length: 4 }, () => randomUUID()) as [string, ...string[]];
    for (const id of jobs) await post('/v1/export-jobs', { id, companyId });
    await post('/v1/deliveries/pause', { companyId, reason: 'So.' });
    const held = jobs.slice(1);
    for (const jobId of held) for (const event of ['started', 'completed']) await report(jobId, event);
    await report(randomUUID(), 'started');
    const page = await open(READER);
    const list = page.getByRole('region', { name: 'Jobs: held up by a pause of one company' });
    await page.getByRole('region', { name: 'Paused' }).getByRole('link', { name: '2', exact: true }).click();
    for (const id of held) await list.getByRole('link', { name: id.slice(0, 8) }).waitFor();
    expect(await list.getByRole('row').count()).toBe(1 + held.length);
    await page.goto(`${relay.url}/console/#/companies/${companyId}`);
    await page.getByRole('region', { name: 'Jobs' }).getByRole('link', { name: '2', exact: true }).click();
    const all = page.getByRole('region', { name: 'Jobs: Pleo knows not all of it yet, of one company' });
    for (const id of held) await all.getByRole('link', { name: id.slice(0, 8) }).waitFor();
    await post('/v1/deliveries/resume', { companyId });
  });

  it('are no act of those who may read', async () => {
    await post('/v1/deliveries/pause', { reason: 'So.' });
    const page = await open(READER);
    await page.getByRole('heading', { name: /^All deliveries are paused by ann/ }).waitFor();
    expect(await page.getByRole('button', { name: /Pause|Resume/ }).count()).toBe(0);
    await post('/v1/deliveries/resume', {});
  });
});
