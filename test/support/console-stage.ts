import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { Browser } from './browser.js';
import type { TestDatabase } from './database.js';
import type { RelayProcess } from './process.js';
import { signIn } from './sign-in.js';
import { Stage } from './stage.js';

/** Who may look, and who may act: `reader` and `ann`. */
const KEYS = {
  read: 'reader-key-0123456789-0123456789',
  admin: 'ann-key-0123456789-0123456789-01',
};

/** A relay with its own Pleo, and a browser that people sign in with. */
export interface ConsoleStage {
  readonly database: TestDatabase;
  readonly sandbox: Sandbox;
  readonly relay: RelayProcess;
  readonly browser: Browser;
  /** What the page that was opened last found wrong: a test takes out what it expects, and no other may be left. */
  readonly faults: string[];
  /** The console as somebody who may do this sees it. The page is there until the end of the test. */
  readonly signedIn: (
    scope: keyof typeof KEYS,
    path?: string,
    options?: Parameters<Browser['visit']>[1],
  ) => Promise<Page>;
  /** What the relay answers to `ann`, who may do everything. */
  readonly call: <Body>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Body>;
}

/** Is there from before the first test of the `describe` that it is called in, until after the last one. */
export function consoleStage(env: Record<string, string> = {}): ConsoleStage {
  const stage = new Stage();
  const opened: BrowserContext[] = [];
  let there: Pick<ConsoleStage, 'database' | 'sandbox' | 'relay' | 'browser'>;
  let faults: string[] = [];

  beforeAll(async () => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const API_KEYS = `reader:read:${KEYS.read},ann:admin:${KEYS.admin}`;
    const relay = await stage.relay({ database, sandbox }, { API_KEYS, ...env }).answers();
    const browser = await Browser.start();
    stage.until(browser, () => browser.stop());
    there = { database, sandbox, relay, browser };
  });
  afterAll(() => stage.clear());
  afterEach(async () => {
    there.sandbox.clearFaults();
    // A page that stays asks on.
    await Promise.all(opened.splice(0).map((context) => context.close()));
    expect(faults).toEqual([]);
    faults = [];
  });

  return {
    get database() {
      return there.database;
    },
    get sandbox() {
      return there.sandbox;
    },
    get relay() {
      return there.relay;
    },
    get browser() {
      return there.browser;
    },
    get faults() {
      return faults;
    },
    async signedIn(scope, path = '', options = {}) {
      const visit = await signIn(there.browser, there.relay.url, KEYS[scope], path, options);
      faults = visit.faults;
      opened.push(visit.page.context());
      return visit.page;
    },
    async call<Body>(method: string, path: string, body?: object): Promise<Body> {
      const answer = await fetch(new URL(path, there.relay.url), {
        method,
        headers: { Authorization: `Bearer ${KEYS.admin}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(answer.status, path).toBeLessThan(300);
      return (await answer.json()) as Body;
    },
  };
}
