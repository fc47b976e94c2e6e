import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser, seriousViolations } from '../support/browser.js';
import { consoleStage } from '../support/console-stage.js';
import { eventually } from '../support/eventually.js';

const INVOICE = 'https://books.example/invoices/1001?view=full';
const SCRIPT = "javascript:document.title='taken over'";

describe.skipIf(noBrowser)(`item results in the console${noBrowser ?? ''}`, () => {
  const stage = consoleStage({ CIRCUIT_FAILURES: '100' });
  const { signedIn, call } = stage;

  const report = (jobId: string, event: string) =>
    call<{ id: string }>('POST', '/v1/export-job-events', { jobId, event });

  const itemsOf = async (jobId: string) =>
    (await call<{ items: Record<string, number> }>('GET', `/v1/export-jobs/${jobId}`)).items;

  /** A job in progress, with the results that were reported of these entries, in their order. */
  async function aJobWith(results: { accountingEntryId: string; status: string }[]): Promise<string> {
    const jobId = randomUUID();
    stage.sandbox.createJob({
      id: jobId,
      accountingEntryIds: results.map(({ accountingEntryId }) => accountingEntryId),
    });
    await report(jobId, 'started');
    await call('PUT', `/v1/export-jobs/${jobId}/items`, results);
    return jobId;
  }

  /** One result of each sort; Pleo refuses the last two for good, and the final event waits for that. */
  async function aHeldJob(): Promise<{ jobId: string; dead: [string, string] }> {
    const [invoice, script, , , ...dead] = Array.from({ length: 6 }, () => randomUUID());
    dead.forEach((id) => stage.sandbox.refuseItem(id, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST'));
    const jobId = await aJobWith([
      { accountingEntryId: invoice!, status: 'successful', externalId: 'INV-1001', externalUrl: INVOICE },
      { accountingEntryId: script!, status: 'successful', externalId: 'INV-1002', externalUrl: SCRIPT },
      {
        accountingEntryId: randomUUID(),
        status: 'failed',
        failureReasonType: 'tax_code_unknown',
        failureReason: 'No tax code for 7.7 %.',
      },
      { accountingEntryId: randomUUID(), status: 'in_progress' },
      { accountingEntryId: dead[0]!, status: 'successful', externalId: 'INV-1003', externalUrl: null },
      { accountingEntryId: dead[1]!, status: 'successful', externalId: 'INV-1004', externalUrl: null },
    ] as Parameters<typeof aJobWith>[0]);
    await eventually(async () => (await itemsOf(jobId))['dead'] === 2);
    await report(jobId, 'completed_with_errors');
    return { jobId, dead: [dead[0]!, dead[1]!] };
  }

  /** The row of an entry. */
  const row = (page: Page, entryId: string) => page.getByRole('row', { name: entryId });

  it('counts the results of a job, shows what each came to, and says how long dead ones hold the job back', async () => {
    const { jobId, dead } = await aHeldJob();
    const page = await signedIn('read', `/jobs/${jobId}`);
    await page.getByText('2 item results are dead: Pleo did not take them.').waitFor();
    await page
      .getByText(
        /“completed_with_errors” is held back by dead results until .+\(in (30|29) min\); then it goes without/,
      )
      .waitFor();
    const counts = page.getByRole('region', { name: 'Item results' }).getByRole('listitem');
    expect(await counts.allInnerTexts()).toEqual([
      '4 successful',
      '1 failed',
      '1 in progress',
      '0 waiting for delivery',
      '2 dead',
    ]);
    const failed = page.getByRole('row', { name: 'No tax code for 7.7 %.' });
    expect(await failed.innerText()).toMatch(/failed[^]+tax code unknown[^]+delivered/);
    expect(await row(page, dead[0]).innerText()).toContain('ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    expect(await page.getByRole('button', { name: /Redeliver|Discard/ }).count()).toBe(0);
  });

  it('links to the entry in the accounting system, but never to an address that is no page', async () => {
    const { jobId } = await aHeldJob();
    const page = await signedIn('read', `/jobs/${jobId}`);
    const link = page.getByRole('link', { name: 'INV-1001' });
    expect(await link.getAttribute('href')).toBe(INVOICE);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    await page.getByText(`INV-1002, ${SCRIPT}`).waitFor();
    expect(await page.getByRole('link', { name: /INV-1002|javascript/ }).count()).toBe(0);
  });

  it('narrows the results by what they are and by what Pleo made of them, in the address of the page', async () => {
    const { jobId, dead } = await aHeldJob();
    const page = await signedIn('read', `/jobs/${jobId}`);
    const rows = page.getByRole('region', { name: 'Item results' }).locator('tbody tr');
    await eventually(async () => (await rows.count()) === 6);
    await page.getByRole('combobox', { name: 'At Pleo' }).click();
    await page.getByRole('option', { name: 'dead' }).click();
    await eventually(async () => (await rows.count()) === 2);
    await page.reload();
    await row(page, dead[1]).waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByRole('combobox', { name: 'Result' }).click();
    await page.getByRole('option', { name: 'in progress' }).click();
    await page.getByText('No result matches.').waitFor();
  });

  it('shows more results when asked to', async () => {
    const results = Array.from({ length: 41 }, () => ({
      accountingEntryId: randomUUID(),
      status: 'successful',
    }));
    const page = await signedIn('read', `/jobs/${await aJobWith(results)}`);
    const rows = page.getByRole('region', { name: 'Item results' }).locator('tbody tr');
    await eventually(async () => (await rows.count()) === 20);
    const more = page.getByRole('button', { name: 'Show more' });
    await more.click();
    await eventually(async () => (await rows.count()) === 40);
    await more.click();
    await row(page, results[0]!.accountingEntryId).waitFor();
    expect(await more.count()).toBe(0);
  });

  it('redelivers one result and then all others, and the final event goes', async () => {
    const { jobId, dead } = await aHeldJob();
    dead.forEach((id) => stage.sandbox.acceptItem(id));
    const page = await signedIn('admin', `/jobs/${jobId}`);
    await row(page, dead[1]).getByRole('button', { name: 'Redeliver' }).click();
    await page.getByText('1 item result is dead: Pleo did not take it.').waitFor();
    await row(page, dead[1]).getByText('delivered').waitFor();
    expect(stage.sandbox.job(jobId)?.status).toBe('in_progress');
    await page.getByRole('button', { name: 'Redeliver all' }).click();
    await page.getByText('Nothing waits: the job has ended, and Pleo knows all that happened.').waitFor();
    expect(stage.sandbox.job(jobId)?.status).toBe('completed_with_errors');
    expect(stage.sandbox.items(jobId).filter(({ status }) => status === 'successful')).toHaveLength(4);
  });

  it('discards all dead results with a reason, by keyboard alone', async () => {
    const { jobId } = await aHeldJob();
    const page = await signedIn('admin', `/jobs/${jobId}`);
    await page.getByRole('button', { name: 'Discard all' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Discard all dead results' });
    expect(await dialog.getByRole('button', { name: 'Discard' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.locator(':focus').innerText()).toBe('Discard all');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Why').focus();
    await page.keyboard.type('Entries of another company.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(() => stage.sandbox.job(jobId)?.status === 'completed_with_errors');
    await page.getByRole('region', { name: 'Timeline' }).getByText('Entries of another company.').waitFor();
    expect(await itemsOf(jobId)).toMatchObject({ dead: 0, pendingDelivery: 0 });
  });

  it('tells why the relay does not redeliver', async () => {
    const { jobId, dead } = await aHeldJob();
    const page = await signedIn('admin', `/jobs/${jobId}`);
    const detail = 'The final event is on its way.';
    await page.route('**/items/redeliver', (route) => route.fulfill({ status: 409, json: { detail } }));
    await row(page, dead[0]).getByRole('button', { name: 'Redeliver' }).click();
    await row(page, dead[0]).getByRole('alert').getByText(detail).waitFor();
    // Chromium tells of every 409.
    expect(stage.faults.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  it('lists dead results beside dead events, each with the way to its job', async () => {
    const { jobId, dead } = await aHeldJob();
    const page = await signedIn('admin', '/dead-letters');
    const list = page.getByRole('region', { name: 'Dead item results' });
    await list.getByRole('row', { name: dead[0] }).getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('Booked twice.');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await list.getByRole('row', { name: dead[0] }).waitFor({ state: 'detached' });
    await list.getByRole('row', { name: dead[1] }).getByRole('link').click();
    await page.getByRole('heading', { name: `Job ${jobId}` }).waitFor();
    await page.getByText('1 item result is dead').waitFor();
  });

  it('narrows dead results by company, by what became of them, by cause and by time, which a link carries', async () => {
    const { jobId, dead } = await aHeldJob();
    const late = randomUUID();
    const companyId = randomUUID();
    await stage.database.query('UPDATE export_job SET company_id = $2 WHERE id = $1', [jobId, companyId]);
    await stage.database.query(
      `UPDATE export_job_item SET outcome = 'expired', error = 'Pleo answered 503 OOPS.', accounting_entry_id = $2,
                                  reported_at = now() - interval '3 days'
       WHERE accounting_entry_id = $1`,
      [dead[0], late],
    );
    const page = await signedIn('admin', '/dead-letters');
    const list = page.getByRole('region', { name: /ead item results$/ });
    const entries = list.locator('tbody tr').filter({ has: page.getByRole('button', { name: 'Redeliver' }) });
    const shows = async (...ids: string[]) => {
      await eventually(async () => (await entries.count()) === ids.length);
      for (const id of ids) await entries.filter({ hasText: id }).waitFor();
    };
    await list.getByLabel('Company id').fill(companyId);
    await shows(dead[1], late);
    await list.getByRole('combobox', { name: 'What became of them' }).click();
    await page.getByRole('option', { name: 'refused by Pleo' }).click();
    await shows(dead[1]);
    await page.reload();
    await shows(dead[1]);
    await list.getByRole('combobox', { name: 'What became of them' }).click();
    await page.getByRole('option', { name: 'too late: the job was over' }).click();
    await list.getByText('No dead result matches.').waitFor();
    await list.getByRole('link', { name: 'retried for too long: OOPS' }).click();
    await shows(late);
    expect(page.url()).toMatch(/cause=OOPS/);
    await list.getByRole('button', { name: 'Last hour' }).click();
    await list.getByText('No dead result matches.').waitFor();
    await list.getByRole('button', { name: 'Last 7 days' }).click();
    await shows(late);
    await list.getByRole('button', { name: 'Show all results' }).click();
    await page.getByRole('region', { name: 'Dead item results', exact: true }).waitFor();
    await entries.filter({ hasText: dead[1] }).waitFor();
    expect(page.url()).not.toMatch(/companyId|outcome|cause|reported/);
    // The company of all others is unknown.
    await page.goto(`${stage.relay.url}/console/#/dead-letters?companyId=${companyId}&cause=OOPS`);
    await shows(late);
  });

  it('says on the overview why results are dead, and leads to them', async () => {
    const { dead } = await aHeldJob();
    const page = await signedIn('read', '/');
    const card = page.getByRole('region', { name: 'Why item results are dead' });
    await card.getByRole('link', { name: 'refused by Pleo: ACCOUNTING_ENTRY_DOES_NOT_EXIST' }).click();
    await page.getByRole('region', { name: 'Some dead item results' }).getByText(dead[1]).first().waitFor();
  });

  it('are counted on the overview, beside dead events, and lead to the dead letters', async () => {
    await aHeldJob();
    const page = await signedIn('read', '/');
    const figure = page.getByRole('region', { name: 'Dead', exact: true });
    await figure.getByText(/^Item results: \d+$/).waitFor();
    await page.getByText('Behind what is dead in their job').waitFor();
    await figure.getByRole('link', { name: 'Look at them' }).click();
    await page.getByRole('region', { name: 'Dead item results' }).waitFor();
  });

  it('says that the final event waits for results that are on their way', async () => {
    stage.sandbox.setFaults([{ match: { method: 'PUT', route: 'export-jobs/{jobId}/items' }, status: 503 }]);
    const jobId = await aJobWith([{ accountingEntryId: randomUUID(), status: 'successful' }]);
    const page = await signedIn('read', `/jobs/${jobId}`);
    await page.getByRole('status').getByText('1 item result waits for Pleo.').waitFor();
    await report(jobId, 'completed');
    await page.getByText('“completed” waits for its turn: item results go first.').waitFor();
    await row(page, 'successful').getByText(/503/).waitFor();
  });

  it('counts results in the list of jobs', async () => {
    const { jobId } = await aHeldJob();
    const page = await signedIn('read', '/jobs');
    await page
      .getByRole('row', { name: jobId.slice(0, 8) })
      .getByText('2 dead')
      .waitFor();
  });

  it('asks for no results of a job that has none', async () => {
    const jobId = randomUUID();
    await report(jobId, 'started');
    const page = await signedIn('read', '');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${stage.relay.url}/console/#/jobs/${jobId}`);
    await page.getByRole('button', { name: /1\. started: delivered/ }).waitFor();
    expect(asked).toContain(`/v1/export-jobs/${jobId}`);
    expect(asked.filter((path) => path.endsWith('/items'))).toEqual([]);
    expect(await page.getByRole('heading', { name: 'Item results' }).count()).toBe(0);
  });

  it('shows entries of a timeline that are about no event, and types that it does not know', async () => {
    const { jobId } = await aHeldJob();
    const page = await signedIn('read', '');
    const about = { at: new Date().toISOString(), by: null, durationMs: null, event: null, outcome: null };
    await page.route(`**/v1/export-jobs/${jobId}/timeline`, (route) =>
      route.fulfill({
        json: {
          data: [
            { ...about, type: 'accepted', summary: '3 results were accepted.' },
            { ...about, type: 'attempt', attempt: 2, statusCode: 200, summary: 'Pleo took 2 of 3 results.' },
            { ...about, type: 'let_go', summary: 'Dead results held it for 30 minutes.' },
            { ...about, type: 'handed_over', summary: 'What a later version may say.' },
          ],
        },
      }),
    );
    await page.goto(`${stage.relay.url}/console/#/jobs/${jobId}`);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('Accepted: results', { exact: true }).waitFor();
    await timeline.getByText('3 results were accepted.').waitFor();
    await timeline.getByText('Sent to Pleo: results, attempt 2, 200', { exact: true }).waitFor();
    await timeline.getByText('Final event released', { exact: true }).waitFor();
    await timeline.getByText('handed over', { exact: true }).waitFor();
  });

  describe.each([
    ['light', 1200],
    ['light', 390],
    ['dark', 390],
    ['dark', 1200],
  ] as const)('in %s colours, %i pixels wide', (colorScheme, width) => {
    it.each([
      ['job', '/jobs/:id'],
      ['dead-letters', '/dead-letters'],
    ])('nothing on the page %s keeps people out', async (_, path) => {
      const { jobId } = await aHeldJob();
      const options = { colorScheme, viewport: { width, height: 900 } };
      const page = await signedIn('admin', path.replace(':id', jobId), options);
      await page
        .getByText(/ACCOUNTING_ENTRY_DOES_NOT_EXIST/)
        .first()
        .waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await page.getByRole('button', { name: 'Discard' }).first().click();
      await page.getByRole('dialog').getByLabel('Why').fill('For a reason.');
      expect(await seriousViolations(page)).toEqual([]);
    });
  });
});
