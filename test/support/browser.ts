import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's package `chromium`, or what CHROMIUM_PATH names. */
const PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why browser tests cannot be run here, for their title; null where they can. */
export const noBrowser: string | null = existsSync(PATH)
  ? null
  : ` (skipped: there is no Chromium at ${PATH}; CHROMIUM_PATH may name another)`;

/** One Chromium for several contexts. */
export class Browser {
  private constructor(private readonly browser: Awaited<ReturnType<typeof chromium.launch>>) {}

  static async start(): Promise<Browser> {
    // Root may not run Chromium in its sandbox; it sees nothing but the relay's own pages here.
    return new Browser(await chromium.launch({ executablePath: PATH, args: ['--no-sandbox'] }));
  }

  /** A page of a fresh visitor. What the page itself finds wrong, and what its policy forbids, is in `faults`. */
  async visit(
    url: string,
    options: Parameters<typeof this.browser.newContext>[0] = {},
  ): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
    const context = await this.browser.newContext({
      viewport: { width: 1200, height: 900 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(url);
    return { page, context, faults };
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/**
 * What axe finds serious or worse, each as its rule and the elements. Its legacy mode opens no page beside this one,
 * which only frames need: the console has none.
 */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
}
