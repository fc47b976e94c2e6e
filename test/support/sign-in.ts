import type { Page } from 'playwright-core';
import type { Browser } from './browser.js';

/** The console of the relay at `url` as somebody with this key sees it, at a path of its own such as `/jobs`. */
export async function signIn(
  browser: Browser,
  url: string,
  key: string,
  path = '',
  options: Parameters<Browser['visit']>[1] = {},
): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await browser.visit(`${url}/console/`, options);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Overview' }).waitFor();
  // The answer to the first question, asked without a key, is a 401, and Chromium says so.
  faults.length = 0;
  if (path) await page.goto(`${url}/console/#${path}`);
  return { page, faults };
}
