import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Browser, noBrowser } from '../support/browser.js';
import type { RelayProcess } from '../support/process.js';
import { signIn } from '../support/sign-in.js';
import { Stage } from '../support/stage.js';

const KEYS = { reader: 'reader-key-0123456789-0123456789', ann: 'ann-key-0123456789-0123456789-01' };

describe.skipIf(noBrowser)(`tabs of the console${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let relay: RelayProcess;
  const opened: BrowserContext[] = [];

  beforeAll(async () => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const API_KEYS = `reader:read:${KEYS.reader},ann:admin:${KEYS.ann}`;
    relay = await stage.relay({ database, sandbox }, { API_KEYS }).answers();
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());
  afterEach(() => Promise.all(opened.splice(0).map((context) => context.close())));

  async function signedIn(key = KEYS.reader): Promise<Page> {
    const { page } = await signIn(browser, relay.url, key);
    opened.push(page.context());
    return page;
  }

  async function anotherTab(page: Page, path = ''): Promise<Page> {
    const other = await page.context().newPage();
    await other.goto(`${relay.url}/console/#${path}`);
    return other;
  }

  const overview = (page: Page) => page.getByRole('link', { name: 'Overview' }).waitFor();
  const form = (page: Page) => page.getByLabel('API key').waitFor();

  async function signInOn(page: Page, key: string): Promise<void> {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('share the sign-in, and a link that was given opens at once', async () => {
    const page = await signedIn();
    const other = await anotherTab(page, '/jobs?status=failed');
    await other.getByRole('heading', { name: 'Jobs: failed' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Jobs: failed' }).waitFor();
    await page.close();
    await overview(await anotherTab(other));
  });

  it('sign out together', async () => {
    const page = await signedIn();
    const other = await anotherTab(page);
    await overview(other);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await form(other);
    await form(page);
    await form(await anotherTab(page));
  });

  it('that wait for a key take the one that another signs in with, and none that the relay does not know', async () => {
    const page = await signedIn();
    const other = await anotherTab(page);
    await overview(other);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await form(other);
    await form(page);
    await signInOn(other, 'a-key-that-nobody-knows-0123456789');
    await other.getByText('The relay does not know this key.').waitFor();
    await form(await anotherTab(page));
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await signInOn(page, KEYS.ann);
    await overview(page);
    // Its own was refused.
    await other.getByText('ann (admin)').waitFor();
  });

  it('keep the key where it ends with them, and where no other visitor finds it', async () => {
    const page = await signedIn();
    const kept = `(async () => JSON.stringify({
      local: { ...localStorage }, cookie: document.cookie, address: location.href, name: window.name,
      databases: await indexedDB.databases(), caches: await caches.keys(),
    }))()`;
    expect(await page.evaluate(kept)).not.toContain(KEYS.reader);
    const context = page.context();
    await page.close();
    const later = await context.newPage();
    await later.goto(`${relay.url}/console/`);
    await form(later);
    const { page: stranger, context: elsewhere } = await browser.visit(`${relay.url}/console/`);
    opened.push(elsewhere);
    await form(stranger);
  });
});
