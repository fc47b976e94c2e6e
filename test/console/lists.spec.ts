import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser, seriousViolations } from '../support/browser.js';
import { consoleStage } from '../support/console-stage.js';
import { eventually } from '../support/eventually.js';

const PHONE = { viewport: { width: 390, height: 844 } };

describe.skipIf(noBrowser)(`lists of the console${noBrowser ?? ''}`, () => {
  const stage = consoleStage({ CIRCUIT_FAILURES: '100' });
  const { signedIn, call } = stage;

  async function aJob(
    companyId: string = randomUUID(),
    id: string = randomUUID(),
  ): Promise<{ id: string; companyId: string }> {
    await call('POST', '/v1/export-jobs', { id, companyId });
    return { id, companyId };
  }

  const report = (jobId: string, event: string) =>
    call<{ id: string }>('POST', '/v1/export-job-events', { jobId, event });

  /** A job of a company with a dead event. */
  async function aDeadEvent(): Promise<{ id: string; companyId: string }> {
    const job = await aJob();
    stage.sandbox.setFaults([
      { match: { jobId: job.id }, status: 400, body: { type: 'BAD', message: 'No' } },
    ]);
    const { id } = await report(job.id, 'started');
    await eventually(async () => {
      const { delivery } = await call<{ delivery: { status: string } }>('GET', `/v1/export-job-events/${id}`);
      return delivery.status === 'dead';
    });
    return job;
  }

  /** A job of a company with a dead result. */
  async function aDeadResult(): Promise<{ id: string; companyId: string; entry: string }> {
    const [job, entry] = [await aJob(), randomUUID()];
    stage.sandbox.createJob({ id: job.id, accountingEntryIds: [entry] });
    stage.sandbox.refuseItem(entry, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST');
    await report(job.id, 'started');
    await call('PUT', `/v1/export-jobs/${job.id}/items`, [
      { accountingEntryId: entry, status: 'successful', externalId: 'INV-1', externalUrl: null },
    ]);
    await eventually(async () => {
      const { items } = await call<{ items: { dead: number } }>('GET', `/v1/export-jobs/${job.id}`);
      return items.dead === 1;
    });
    return { ...job, entry };
  }

  describe('the search for a job', () => {
    async function search(page: Page, text: string): Promise<void> {
      await page.getByLabel('Job id').fill(text);
      await page.keyboard.press('Enter');
    }
    const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();

    it('takes the beginning of an id, as it was copied, and leads to the job', async () => {
      const { id } = await aJob();
      const page = await signedIn('read', '/jobs');
      for (const copied of [
        id.slice(0, 8),
        `${id.slice(0, 8)}…`,
        `"${id.toUpperCase()}"`,
        id.replaceAll('-', ''),
      ]) {
        await page.goto(`${stage.relay.url}/console/#/jobs`);
        await search(page, copied);
        await heading(page, `Job ${id}`);
      }
    });

    it('shows a list where several ids begin so, which a link carries', async () => {
      const beginning = `${randomUUID().slice(0, 4)}1e23`;
      const ids = [1, 2].map(() => beginning + randomUUID().slice(8));
      for (const id of ids) await aJob(randomUUID(), id);
      await aJob();
      const page = await signedIn('read', '/jobs');
      await search(page, beginning);
      await heading(page, `Jobs whose ids begin with ${beginning}`);
      await eventually(async () => (await page.getByRole('row').count()) === 3);
      expect(page.url()).toContain(`idPrefix=${beginning}`);
      await page.reload();
      await heading(page, `Jobs whose ids begin with ${beginning}`);
      await eventually(async () => (await page.getByRole('row').count()) === 3);
      // Four digits and 1e23: as a number it would be another one.
      await page.goto(`${stage.relay.url}/console/#/jobs?idPrefix=12341e23`);
      await heading(page, 'Jobs whose ids begin with 12341e23');
    });

    it('finds the job of an event, and says what it does not find or understand', async () => {
      const { id } = await aJob();
      const event = await report(id, 'started');
      const page = await signedIn('read', '/jobs');
      await search(page, 'job 12');
      await page.getByText(/^An id is a UUID, such as/).waitFor();
      const unknown = randomUUID();
      await search(page, unknown);
      await page.getByText(`No job has an id that is ${unknown}.`).waitFor();
      // Chromium tells of the 404.
      stage.faults.length = 0;
      await search(page, event.id);
      await heading(page, `Job ${id}`);
    });
  });

  it('of jobs are narrowed by what Pleo knows and by the type of failure, which a link carries', async () => {
    const { id: dead, companyId } = await aDeadEvent();
    const { id: failed } = await aJob(companyId);
    const more = { failureReasonType: 'service_timeout', failureReason: 'The books did not answer.' };
    await call('POST', '/v1/export-job-events', { jobId: failed, event: 'failed', ...more });
    const page = await signedIn('read', `/jobs?companyId=${companyId}`);
    const shows = async (...ids: string[]) => {
      for (const id of ids) await page.getByRole('row', { name: id.slice(0, 8) }).waitFor();
      await eventually(async () => (await page.getByRole('row').count()) === ids.length + 1);
    };
    const choose = async (field: string, option: string) => {
      await page.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await shows(dead, failed);
    await choose('Pleo knows', 'not what is dead');
    await shows(dead);
    await choose('Pleo knows', 'all of it');
    await shows(failed);
    await choose('Type of failure', 'service timeout');
    await shows(failed);
    await page.reload();
    await shows(failed);
    await choose('Pleo knows', 'not what is dead');
    await page.getByText('No job matches.').waitFor();
    await page.goto(`${stage.relay.url}/console/#/jobs?companyId=${companyId}&failure=job_expired`);
    await page.getByText('No job matches.').waitFor();
  });

  describe('times', () => {
    const KOLKATA = { timezoneId: 'Asia/Kolkata' };

    it('name their zone, and are in UTC where the reader wants that, in all tabs and later', async () => {
      const { id } = await aJob();
      const page = await signedIn('read', `/jobs/${id}`, KOLKATA);
      const created = page.locator('dd time').first();
      await created.getByText(/^\d\d:\d\d:\d\d GMT\+5:30$/).waitFor();
      expect(await created.getAttribute('title')).toMatch(/GMT\+0530 .*, \d{4}-.*Z$/);
      await page.getByText('UTC', { exact: true }).click();
      await created.getByText(/^\d\d:\d\d:\d\d UTC$/).waitFor();
      const hour = (await created.getAttribute('datetime'))?.slice(11, 13);
      expect(await created.innerText()).toMatch(new RegExp(`^${hour}:`));
      await page.reload();
      await created.getByText(/UTC$/).waitFor();
      const other = await page.context().newPage();
      await other.goto(`${stage.relay.url}/console/#/`);
      await other.getByText('Times in UTC').first().waitFor();
      await other.getByText('Local (GMT+5:30)').click();
      await other.getByText('Times in GMT+5:30').first().waitFor();
      await created.getByText(/GMT\+5:30$/).waitFor();
    });

    it('are asked for in that zone, and a link shows others the same span', async () => {
      const page = await signedIn('read', '/jobs?createdAfter=2026-01-02T20:00:00.000Z', KOLKATA);
      const after = page.getByLabel('Created after (GMT+5:30)');
      expect(await after.inputValue()).toBe('2026-01-03T01:30');
      await after.fill('2026-01-03T02:45');
      await eventually(() =>
        decodeURIComponent(page.url()).includes('createdAfter=2026-01-02T21:15:00.000Z'),
      );
      await page.getByText('UTC', { exact: true }).click();
      expect(await page.getByLabel('Created after (UTC)').inputValue()).toBe('2026-01-02T21:15');
      await page.getByLabel('Created after (UTC)').fill('2026-01-02T22:00');
      await eventually(() =>
        decodeURIComponent(page.url()).includes('createdAfter=2026-01-02T22:00:00.000Z'),
      );
    });

    it.each([
      ['Last hour', 3_600_000],
      ['Last 7 days', 7 * 86_400_000],
    ])('have a name beside the dates: %s', async (name, length) => {
      const { id } = await aJob();
      const page = await signedIn('read', '/jobs?createdBefore=2026-01-02T20:00:00.000Z');
      await page.getByText('No job matches.').waitFor();
      await page.getByRole('button', { name }).click();
      await page.getByRole('row', { name: id.slice(0, 8) }).waitFor();
      expect(page.url()).not.toContain('createdBefore');
      const after = /createdAfter=([^&]+)/.exec(decodeURIComponent(page.url()))?.[1] ?? '';
      const age = Date.now() - Date.parse(after);
      expect(age).toBeGreaterThanOrEqual(length);
      expect(age).toBeLessThan(length + 60_000);
      await page.reload();
      await page
        .getByRole('row', { name: id.slice(0, 8) })
        .getByRole('link')
        .first()
        .click();
      await page.getByRole('heading', { name: `Job ${id}` }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Jobs: created in a span of time' }).waitFor();
      expect(decodeURIComponent(page.url())).toContain(after);
    });

    it('begin a day where the reader’s zone does', async () => {
      const page = await signedIn('read', '/dead-letters', KOLKATA);
      await page.getByRole('button', { name: 'Today' }).click();
      await eventually(() => /after=[^&]+T18:30:00.000Z/.test(decodeURIComponent(page.url())));
      await page.getByText('UTC', { exact: true }).click();
      await page.getByRole('button', { name: 'Today' }).click();
      await eventually(() => /after=[^&]+T00:00:00.000Z/.test(decodeURIComponent(page.url())));
      await page.getByRole('button', { name: 'Any time' }).click();
      await eventually(() => !page.url().includes('after='));
    });
  });

  describe.each([
    ['a desk', { viewport: { width: 1280, height: 900 } }, 'dark'],
    ['a phone', PHONE, 'light'],
  ] as const)('on %s', (_, viewport, colorScheme) => {
    const isPhone = viewport === PHONE;
    const inRow = (page: Page, text: string) =>
      page.getByRole(isPhone ? 'listitem' : 'row').filter({ hasText: text });

    it.each([
      ['jobs', '/jobs', aDeadEvent, ['Status', 'Pleo knows', 'Company', 'Created', 'Held by', 'Expires']],
      ['dead events', '/dead-letters', aDeadEvent, ['Event', 'Company', 'Accepted', 'At Pleo', 'What to do']],
      ['dead results', '/dead-letters', aDeadResult, ['Job', 'Company', 'Result', 'Reported', 'At Pleo']],
    ])(
      'the list of %s has all its columns, the company among them, and keeps nobody out',
      async (_list, path, make, columns) => {
        const job = await make();
        const page = await signedIn('admin', path, { ...viewport, colorScheme });
        const row = inRow(page, 'entry' in job ? String(job.entry) : job.id.slice(0, 8));
        await row.getByTitle(job.companyId).waitFor();
        for (const name of columns) {
          const heading = isPhone
            ? row.getByRole('term').filter({ hasText: name })
            : page.getByRole('columnheader', { name, exact: true }).first();
          expect(await heading.isVisible(), name).toBe(true);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
        expect(await seriousViolations(page)).toEqual([]);
        await row.getByTitle(job.companyId).click();
        await page.getByRole('heading', { name: `Company ${job.companyId}` }).waitFor();
      },
    );

    it('a reader is offered nothing to do, not even an empty place for it', async () => {
      const dead = await aDeadEvent();
      const result = await aDeadResult();
      const page = await signedIn('read', '/dead-letters', viewport);
      await inRow(page, dead.id.slice(0, 8)).first().waitFor();
      await inRow(page, result.entry).waitFor();
      for (const path of [
        '/dead-letters',
        `/companies/${dead.companyId}`,
        `/jobs/${dead.id}`,
        `/jobs/${result.id}`,
      ]) {
        await page.goto(`${stage.relay.url}/console/#${path}`);
        await page
          .getByText(/400 BAD|ACCOUNTING_ENTRY_DOES_NOT_EXIST/)
          .first()
          .waitFor();
        expect(await page.getByText('What to do').count(), path).toBe(0);
        expect(await page.getByRole('button', { name: /Redeliver|Discard/ }).count(), path).toBe(0);
      }
    });
  });

  it('fold forty attempts of a timeline that came to the same, and open them by Enter', async () => {
    const { id } = await aJob();
    const page = await signedIn('read', '', { timezoneId: 'Asia/Kolkata' });
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 3, minute)).toISOString();
    const eventId = randomUUID();
    const about = { by: null, durationMs: 30, eventId, event: 'started', attempt: null, nextAttemptAt: null };
    const attempts = Array.from({ length: 40 }, (_, number) => [
      {
        ...about,
        type: 'attempt',
        at: at(number),
        attempt: number + 1,
        statusCode: 503,
        outcome: 'passing',
        summary: 'Pleo answered 503.',
      },
      {
        ...about,
        type: 'retry_planned',
        at: at(number),
        nextAttemptAt: at(number + 1),
        statusCode: null,
        outcome: null,
        summary: `The next attempt is planned for ${at(number + 1)}.`,
      },
    ]).flat();
    await page.route(`**/v1/export-jobs/${id}/timeline`, (route) =>
      route.fulfill({ json: { data: attempts } }),
    );
    await page.goto(`${stage.relay.url}/console/#/jobs/${id}`);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const line = timeline.getByRole('button', { name: 'Sent to Pleo: started, 40 attempts, all 503' });
    await line.waitFor();
    await timeline
      .getByText(/^from 2 Jan, 08:30:00 GMT\+5:30 to 2 Jan, 09:09:00 GMT\+5:30 .*; again at 2 Jan, 09:10:00/)
      .waitFor();
    expect(await timeline.getByText(/attempt \d+, 503/).count()).toBe(0);
    await line.press('Enter');
    expect(await timeline.getByText(/attempt \d+, 503/).count()).toBe(40);
    expect(await line.getAttribute('aria-expanded')).toBe('true');
    expect(await timeline.getByText('To be sent again').count()).toBe(0);
    await line.press('Enter');
    expect(await timeline.getByText(/attempt \d+, 503/).count()).toBe(0);
  });
});
