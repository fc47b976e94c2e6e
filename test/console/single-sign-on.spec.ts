import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, noBrowser } from '../support/browser.js';
import { startSigningProxy, type SigningProxy } from '../support/signing-proxy.js';
import { Stage } from '../support/stage.js';

const KEY = 'key-of-the-proxy-0123456789-0123';

describe.skipIf(noBrowser)(`the console behind a proxy that signs people in${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let proxy: SigningProxy;

  beforeAll(async () => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const relay = await stage
      .relay(
        { database, sandbox },
        { API_KEYS: `console:admin:${KEY}`, SSO_USER_HEADER: 'X-Forwarded-User', SSO_KEYS: 'console' },
      )
      .answers();
    proxy = await startSigningProxy(relay.url, { ada: { user: 'ada@example.com', key: KEY } });
    stage.until(proxy, () => proxy.stop());
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());

  it('asks for no key, names the user, and lets them act by their name', async () => {
    const { page, faults } = await browser.visit(`${proxy.url}/in?ada`);
    await page.getByText('console/ada@example.com (admin)').waitFor();
    expect(await page.getByLabel('API key').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);

    await page.goto(`${proxy.url}/console/#/companies/${randomUUID()}`);
    await page.getByRole('button', { name: 'Note a name' }).click();
    await page.getByLabel('Note').fill('Fjord Bakery ApS');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Pause deliveries…' }).click();
    await page.getByLabel('Why').fill('So.');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('Paused by console/ada@example.com: So.').first().waitFor();
    expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
  });
});
