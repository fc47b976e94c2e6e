import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { noBrowser, seriousViolations } from '../support/browser.js';
import { consoleStage } from '../support/console-stage.js';
import { eventually } from '../support/eventually.js';

const DISCARD = '/v1/export-job-events/discard';
const PHONE = { viewport: { width: 390, height: 844 } };

describe.skipIf(noBrowser)(`events in the console${noBrowser ?? ''}`, () => {
  const stage = consoleStage({ CIRCUIT_FAILURES: '1000' });
  const { signedIn, call } = stage;

  interface Listed {
    readonly id: string;
    readonly delivery: { readonly status: string; readonly waitingFor: { readonly reason: string } | null };
  }

  const eventsOf = async (companyId: string) =>
    (await call<{ data: Listed[] }>('GET', `/v1/export-job-events?companyId=${companyId}`)).data;

  const statusesOf = async (companyId: string) =>
    (await eventsOf(companyId))
      .map(({ delivery }) => delivery.waitingFor?.reason ?? delivery.status)
      .toSorted();

  /** Jobs of one company whose `started` Pleo answers with this, each with as many events behind it. */
  async function jobs(
    companyId: string,
    count: number,
    status: number,
    behind: string[] = [],
  ): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    faults.push(...ids.map((jobId) => ({ match: { jobId }, status, body: { type: 'NO', message: 'No' } })));
    stage.sandbox.setFaults(faults);
    for (const id of ids) {
      await call('POST', '/v1/export-jobs', { id, companyId });
      for (const event of ['started', ...behind])
        await call('POST', '/v1/export-job-events', { jobId: id, event });
    }
    return ids;
  }
  const faults: Parameters<Sandbox['setFaults']>[0] = [];

  const reached = (companyId: string, statuses: string[]) =>
    eventually(async () => {
      expect(await statusesOf(companyId)).toEqual(statuses);
      return true;
    });

  const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') });
  const acts = (page: Page) => page.getByRole('group', { name: 'What to do about many' });

  it('are listed by any state, and narrowed by company, event and type of failure; the address carries it', async () => {
    const companyId = randomUUID();
    await jobs(companyId, 2, 400, ['completed']);
    const [failing] = await jobs(companyId, 1, 503);
    await jobs(companyId, 1, 400);
    await call('POST', '/v1/export-job-events', {
      jobId: failing,
      event: 'failed',
      failureReasonType: 'service_timeout',
      failureReason: 'The books did not answer.',
    });
    await reached(companyId, ['blocked', 'blocked', 'dead', 'dead', 'dead', 'retry', 'turn']);
    const page = await signedIn('read', `/events?companyId=${companyId}`);
    const shows = (number: number) => eventually(async () => (await rows(page).count()) === number);
    const choose = async (field: string, option: string) => {
      await page.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await shows(7);
    for (const [state, number] of [
      ['behind what is dead', 2],
      ['waiting for the next try', 1],
      ['waiting for its turn', 1],
      ['waiting, for any reason', 4],
      ['dead', 3],
      ['paused', 0],
    ] as const) {
      await choose('State', state);
      await shows(number);
    }
    await page.getByText('No event matches.').waitFor();
    await choose('State', 'behind what is dead');
    await choose('Event', 'completed');
    await shows(2);
    expect(page.url()).toMatch(/state=blocked.*event=completed|event=completed.*state=blocked/);
    await page.reload();
    await shows(2);
    await page.goto(`${stage.relay.url}/console/#/events?companyId=${companyId}&failure=service_timeout`);
    await shows(1);
    await rows(page).getByText('service timeout').waitFor();
    expect(await page.getByRole('checkbox', { name: /^Select/ }).count()).toBe(0);
    expect(await acts(page).count()).toBe(0);
  });

  it('that are selected are discarded with a reason and a typed number, which is kept', async () => {
    const companyId = randomUUID();
    const [one, other, kept] = await jobs(companyId, 3, 400);
    await reached(companyId, ['dead', 'dead', 'dead']);
    const page = await signedIn('admin', `/events?companyId=${companyId}&state=dead`);
    for (const id of [one, other]) await page.getByLabel(`Select “started” of job ${id}`).click();
    await acts(page).getByRole('button', { name: 'Redeliver 2 selected' }).waitFor();
    await acts(page).getByRole('button', { name: 'Discard 2 selected' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Pleo will never hear of 2 events.').waitFor();
    const discard = dialog.getByRole('button', { name: 'Discard 2' });
    await dialog.getByLabel('Why').fill('Booked by hand.');
    expect(await discard.isDisabled()).toBe(true);
    await dialog.getByLabel('Type 2 to confirm').fill('3');
    expect(await discard.isDisabled()).toBe(true);
    await dialog.getByLabel('Type 2 to confirm').fill('2');
    await discard.click();
    await dialog.getByText('2 events discarded.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await reached(companyId, ['dead', 'discarded', 'discarded']);
    await page.getByLabel(`Select “started” of job ${kept}`).waitFor();
    await page.goto(`${stage.relay.url}/console/#/jobs/${one}`);
    await page.getByRole('region', { name: 'Timeline' }).getByText('Booked by hand.').waitFor();
  });

  it('that wait are discarded by filter, by keyboard alone, and what comes later is left alone', async () => {
    const companyId = randomUUID();
    // What is behind something dead waits and is not tried meanwhile.
    const add = (count: number) => jobs(companyId, count, 400, ['completed']);
    const have = (blocked: number, dead: number, discarded: number) =>
      reached(companyId, [
        ...Array<string>(blocked).fill('blocked'),
        ...Array<string>(dead).fill('dead'),
        ...Array<string>(discarded).fill('discarded'),
      ]);
    await add(3);
    await jobs(randomUUID(), 1, 400, ['completed']);
    await have(3, 3, 0);
    const page = await signedIn('admin', `/events?companyId=${companyId}&state=blocked`);
    await rows(page).first().waitFor();
    await acts(page).getByRole('button', { name: 'Discard all of these' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Pleo will never hear of 3 events.').waitFor();
    // One more of the same, which nobody has counted.
    await add(1);
    await have(4, 4, 0);
    await dialog.getByLabel('Why').focus();
    await page.keyboard.type('The outage is over; the books were closed.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await dialog.getByText('3 events discarded.').waitFor();
    await have(1, 4, 3);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await eventually(async () => (await rows(page).count()) === 1);
    // The last one of the list: it goes, and the answer stays.
    await acts(page).getByRole('button', { name: 'Discard all of these' }).press('Enter');
    await dialog.getByLabel('Why').fill('That, too.');
    await dialog.getByLabel('Type 1 to confirm').fill('1');
    await page.keyboard.press('Enter');
    await page.getByText('No event matches.').waitFor();
    expect(await dialog.getByText('1 event discarded.').isVisible()).toBe(true);
  });

  /** The relay as if there were more than one request does: it says so with each answer. */
  async function answering(page: Page, counts: { count: number; remaining: number }[]): Promise<object[]> {
    const asked: object[] = [];
    await page.route(`**${DISCARD}`, (route) => {
      const body = route.request().postDataJSON() as { dryRun?: boolean };
      if (body.dryRun) return route.fulfill({ json: { count: 25_000, remaining: 25_000, underWay: 0 } });
      asked.push(body);
      return route.fulfill({ json: { underWay: 0, ...counts[asked.length - 1] } });
    });
    return asked;
  }

  it('are acted on until none remain, however many requests that takes, and it says how far it is', async () => {
    const companyId = randomUUID();
    await jobs(companyId, 1, 400);
    await reached(companyId, ['dead']);
    const page = await signedIn('admin', `/events?companyId=${companyId}&state=dead`);
    const asked = await answering(page, [
      { count: 10_000, remaining: 15_000 },
      { count: 10_000, remaining: 5000 },
      { count: 4998, remaining: 0 },
    ]);
    await acts(page).getByRole('button', { name: 'Discard all of these' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('An hour of outage.');
    await dialog.getByLabel('Type 25000 to confirm').fill('25000');
    await dialog.getByRole('button', { name: 'Discard 25,000' }).click();
    await dialog.getByText('24,998 events discarded. 2 others changed meanwhile').waitFor();
    await dialog.getByText('24,998 of 25,000').waitFor();
    expect(asked).toHaveLength(3);
    for (const body of asked)
      expect(body).toMatchObject({ companyId, deliveryStatus: 'dead', reason: 'An hour of outage.' });
    expect(new Set(asked.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it('are not asked for again and again where nothing comes of it, nor more than were counted', async () => {
    const companyId = randomUUID();
    await jobs(companyId, 1, 400);
    await reached(companyId, ['dead']);
    for (const [counts, requests] of [
      [[{ count: 0, remaining: 25_000 }], 1],
      [[{ count: 25_000, remaining: 400 }], 1],
    ] as const) {
      const page = await signedIn('admin', `/events?companyId=${companyId}&state=dead`);
      const asked = await answering(page, [...counts]);
      await acts(page).getByRole('button', { name: 'Discard all of these' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Why').fill('An hour of outage.');
      await dialog.getByLabel('Type 25000 to confirm').fill('25000');
      await dialog.getByRole('button', { name: 'Discard 25,000' }).click();
      await dialog.getByText(/events discarded\./).waitFor();
      expect(asked).toHaveLength(requests);
    }
  });

  it('are counted on the overview, and each number leads to as many', async () => {
    // Of no two states as many, or a number could lead to another's list.
    await jobs(randomUUID(), 2, 400, ['completed']);
    await jobs(randomUUID(), 1, 503, ['completed']);
    await jobs(randomUUID(), 3, 503);
    await call('POST', '/v1/export-job-events', { jobId: randomUUID(), event: 'started' });
    const page = await signedIn('read', '/');
    // What is tried again is on its way for a moment, so both numbers are read until they are of one.
    const leads = (link: Locator) =>
      eventually(async () => {
        await link.waitFor();
        const number = Number(/\d+/.exec((await link.innerText()).replaceAll(',', ''))?.[0]);
        await link.click();
        await page.getByRole('heading', { name: /^Events: / }).waitFor();
        await page.getByText('No event matches.').or(rows(page).first()).waitFor();
        const listed = await rows(page).count();
        await page.goBack();
        return number > 0 && listed === number;
      });
    const figure = (name: string) =>
      page.getByRole('region', { name, exact: true }).getByRole('link').first();
    const backlog = page.getByRole('region', { name: 'What events wait for' });
    const reason = (name: string) => backlog.getByRole('row', { name }).getByRole('link');
    await reason('Waiting for the next try').waitFor();
    for (const link of [
      figure('Waiting'),
      figure('Dead'),
      reason('Waiting for the next try'),
      reason('Behind what is dead'),
      reason('Behind what goes before'),
      reason('Dead: to be redelivered'),
      figure('Delivered'),
      page.getByRole('region', { name: 'Delivered', exact: true }).getByRole('link', { name: /event/ }),
    ])
      await leads(link);
    await figure('Expire in 10 min').click();
    await page
      .getByRole('heading', { name: 'Jobs: expiring within 10 min, without companies that are put away' })
      .waitFor();
  });

  it.each([
    ['a desk', { viewport: { width: 1280, height: 900 } }, 'dark'],
    ['a phone', PHONE, 'light'],
  ] as const)('keep nobody out on %s', async (_, viewport, colorScheme) => {
    const companyId = randomUUID();
    await jobs(companyId, 2, 400);
    await reached(companyId, ['dead', 'dead']);
    const page = await signedIn('admin', `/events?companyId=${companyId}&state=dead`, {
      ...viewport,
      colorScheme,
    });
    await page.getByLabel('Select all that are shown').click();
    await acts(page).getByRole('button', { name: 'Discard 2 selected' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await acts(page).getByRole('button', { name: 'Discard 2 selected' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('For a reason.');
    expect(await seriousViolations(page)).toEqual([]);
  });
});
