import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { freePort } from '../../src/dev-services/free-port.js';
import { Browser, noBrowser, seriousViolations } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { signIn } from '../support/sign-in.js';
import { Stage } from '../support/stage.js';

const KEYS = {
  read: 'reader-key-0123456789-0123456789',
  admin: 'ann-key-0123456789-0123456789-01',
};
const PLEO_KEY = 'a-key-of-the-company-0123456789';

/** SCREENSHOTS=1 draws the pictures of the docs anew; without it nothing is written. */
const PICTURES = process.env['SCREENSHOTS'] ? 'docs/images' : null;

describe.skipIf(noBrowser)(`companies in the console${noBrowser ?? ''}`, () => {
  const stage = new Stage();
  let browser: Browser;
  let sandbox: Sandbox;
  let relay: RelayProcess;
  let query: (text: string, values?: unknown[]) => Promise<unknown>;
  let faults: string[] = [];
  const opened: BrowserContext[] = [];

  /** The settings by which companies connect at the sandbox. */
  const connecting = (port: number) => ({
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    CREDENTIALS_KEY: `test:${randomBytes(32).toString('base64')}`,
    PLEO_OAUTH_CLIENT_ID: 'sandbox-client',
    PLEO_OAUTH_CLIENT_SECRET: 'sandbox-secret',
    PLEO_OAUTH_AUTHORIZE_URL: `${sandbox.url}/oauth/authorize`,
    PLEO_OAUTH_TOKEN_URL: `${sandbox.url}/oauth/token`,
  });

  beforeAll(async () => {
    const database = await stage.database();
    query = (text, values) => database.query(text, values);
    sandbox = await stage.sandbox();
    const port = await freePort();
    relay = await stage
      .relay(
        { database, sandbox },
        {
          PORT: String(port),
          API_KEYS: `reader:read:${KEYS.read},ann:admin:${KEYS.admin}`,
          ...connecting(port),
        },
      )
      .answers();
    browser = await Browser.start();
    stage.until(browser, () => browser.stop());
  });
  afterAll(() => stage.clear());
  beforeEach(async () => {
    sandbox.clearFaults();
    sandbox.setCredentials({ apiKeys: ['sandbox-key', PLEO_KEY] });
    sandbox.introspection.keys = {};
    await query(
      'TRUNCATE company, company_credential, credential_consent, delivery_circuit, export_job CASCADE',
    );
  });
  afterEach(async () => {
    // A page that stays asks on.
    await Promise.all(opened.splice(0).map((context) => context.close()));
    // Chromium tells of the 404 of a company that is not known yet.
    expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
    faults = [];
  });

  async function signedIn(
    scope: keyof typeof KEYS,
    path: string,
    options: Parameters<Browser['visit']>[1] = {},
  ): Promise<Page> {
    const visit = await signIn(browser, relay.url, KEYS[scope], path, options);
    faults = visit.faults;
    opened.push(visit.page.context());
    return visit.page;
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png` });
  }

  async function call<Body>(method: string, path: string, body?: object): Promise<Body> {
    const answer = await fetch(new URL(path, relay.url), {
      method,
      headers: {
        Authorization: `Bearer ${KEYS.admin}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.status, path).toBeLessThan(300);
    return (await answer.json()) as Body;
  }

  async function noted(note: string, id: string = randomUUID()): Promise<string> {
    await call('PUT', `/v1/companies/${id}`, { note });
    return id;
  }

  const setKey = (id: string, apiKey = PLEO_KEY) =>
    call('PUT', `/v1/companies/${id}/credential`, { type: 'api_key', apiKey });

  const keyIsOf = (companyId: string) => (sandbox.introspection.keys = { [PLEO_KEY]: { companyId } });

  /** Somebody of the company agrees, with a browser that is not looked at. */
  async function consented(id: string): Promise<void> {
    const { authorizeUrl } = await call<{ authorizeUrl: string }>(
      'POST',
      `/v1/companies/${id}/credential/consent`,
    );
    const answer = await fetch(`${authorizeUrl}&answer=give&company=${id}`);
    expect(await answer.text()).toContain('<h1>Connected</h1>');
  }

  const putAway = (id: string) =>
    call('POST', `/v1/companies/${id}/put-away`, { reason: 'Left us.', waiting: 'park' });

  async function register(companyId: string): Promise<string> {
    const id = randomUUID();
    await call('POST', '/v1/export-jobs', { id, companyId });
    return id;
  }

  const report = (jobId: string, event: string) =>
    call<{ id: string }>('POST', '/v1/export-job-events', { jobId, event });

  const stateOf = async (id: string) => (await call<{ state: string }>('GET', `/v1/companies/${id}`)).state;

  /** Companies of which each is in another state. */
  async function oneOfEach(): Promise<Record<string, string>> {
    const connected = await noted('Fjord Bakery ApS');
    keyIsOf(connected);
    await setKey(connected);
    const wrong = await noted('Nordlys Hotel');
    await setKey(wrong);
    const consent = await noted('Skov & Søn');
    await consented(consent);
    await query(
      `UPDATE company_credential SET status = 'consent_needed', reason = 'Pleo answered invalid_grant.'
       WHERE company_id = $1`,
      [consent],
    );
    const away = await noted('Havn Logistik');
    await putAway(away);
    const none = await noted('Kyst Design');
    const paused = await noted('Bro Cykler');
    sandbox.setCredentials({ apiKeys: ['sandbox-key', PLEO_KEY, 'a-third-key'] });
    await setKey(paused, 'a-third-key');
    sandbox.setFaults([{ match: { route: 'export-job-events' }, status: 429, retryAfter: '120', times: 1 }]);
    await report(await register(paused), 'started');
    await eventually(async () => (await stateOf(paused)) === 'paused');
    return { connected, wrong, needs_consent: consent, put_away: away, no_credential: none, paused };
  }

  it('are listed with where each stands, narrowed by state and by a part of note or id', async () => {
    const ids = await oneOfEach();
    const page = await signedIn('read', '/companies');
    const row = page.getByRole('row', { name: 'Fjord Bakery ApS' });
    await row.getByText('connected').waitFor();
    await row.getByText('API key, active').waitFor();
    await page
      .getByRole('row', { name: 'Bro Cykler' })
      .getByText(/Pleo asked us to wait, until/)
      .waitFor();
    await picture(page, 'console-companies');
    for (const [state, id] of Object.entries(ids)) {
      await page.goto(`${relay.url}/console/#/companies?state=${state}`);
      await page.getByRole('row').nth(1).getByTitle(id).waitFor();
      await eventually(async () => (await page.getByRole('row').count()) === 2);
    }
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'needs consent' }).click();
    await page.getByRole('row', { name: 'Skov & Søn' }).waitFor();
    expect(page.url()).toContain('state=needs_consent');
    await page.getByLabel('Note or id').fill('no such');
    await page.getByText('No company matches.').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    expect(await page.getByLabel('Note or id').inputValue()).toBe('');
    await page.getByLabel('Note or id').fill('NORDLYS');
    await eventually(async () => (await page.getByRole('row').count()) === 2);
    expect(page.url()).toContain('q=NORDLYS');
    await page.getByLabel('Note or id').fill(ids['put_away']!.slice(24));
    await page.getByRole('row', { name: 'Havn Logistik' }).waitFor();
    await page.getByRole('link', { name: 'Havn Logistik' }).click();
    await page.getByRole('heading', { name: 'Havn Logistik' }).waitFor();
  });

  it('are found though a page of a thousand has none that is meant, and shown page by page', async () => {
    await query(
      `INSERT INTO company (id, note, created_at, updated_at)
       SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Company ' || n, now(), now()
       FROM generate_series(1, 1100) AS n`,
    );
    const last = await noted('Ærø Færger', 'ffffffff-0000-4000-8000-000000000000');
    const page = await signedIn('read', '/companies?q=ferger');
    await page.getByText('No company matches.').waitFor();
    await page.getByLabel('Note or id').fill('Ærø');
    await page.getByTitle(last).waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByRole('link', { name: 'Company 50', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Company 51', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('link', { name: 'Company 100', exact: true }).waitFor();
  });

  it('lose nothing of the list on a phone', async () => {
    await oneOfEach();
    const page = await signedIn('read', '/companies', { viewport: { width: 390, height: 844 } });
    const bro = page.getByRole('listitem').filter({ hasText: 'Bro Cykler' });
    await bro.getByText(/Pleo asked us to wait, until/).waitFor();
    for (const name of [
      'State',
      'Credential',
      'Webhooks',
      'Last delivered',
      'Waiting jobs',
      'With dead letters',
      'Pause',
    ])
      expect(await bro.getByRole('term').filter({ hasText: name }).isVisible(), name).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });

  /** All that a browser keeps of the console, and the address that stands in its history. */
  const kept = (page: Page) =>
    page.evaluate<string>(`(async () => JSON.stringify({
      local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
      databases: await indexedDB.databases(), caches: await caches.keys(),
      address: location.href, history: history.state, name: window.name,
      fields: [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    }))()`);

  const banner = (page: Page) => page.getByRole('main').getByRole('status').first();

  async function saysFirst(page: Page, sentence: RegExp): Promise<void> {
    await banner(page).getByText(sentence).waitFor();
  }

  it('connect by a link that is made here: from an id that nobody knows to a verified connection', async () => {
    const id = randomUUID();
    const page = await signedIn('admin', '/companies');
    await page.getByLabel('Company id').fill('Fjord');
    await page.getByRole('button', { name: 'Connect a company' }).click();
    await page.getByText(/A company id is a UUID/).waitFor();
    await page.getByLabel('Company id').fill(id.toUpperCase());
    await page.getByRole('button', { name: 'Connect a company' }).click();
    await saysFirst(page, /The relay does not know this company yet/);
    await page.getByRole('button', { name: 'Note a name' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill('Fjord Bakery ApS');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fjord Bakery ApS' }).waitFor();
    await saysFirst(page, /It has no credential of its own/);

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Make a consent link' }).click();
    await page.getByText('Valid for ten minutes, and for one answer.').waitFor();
    await page.getByText(/It ends at .+ \(in 10 min\)/).waitFor();
    await picture(page, 'console-company-consent');
    await page.getByRole('button', { name: 'Copy the link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(link).toBe(await page.getByLabel('Consent link').textContent());
    expect(link).toContain(`${sandbox.url}/oauth/authorize?`);

    const { page: theirs } = await browser.visit(link);
    await theirs.getByLabel('Company that connects').fill(id);
    await theirs.getByRole('button', { name: 'Allow' }).click();
    await theirs.getByRole('heading', { name: 'Connected', exact: true }).waitFor();

    await saysFirst(page, /^Connected: its events go out with a credential of its own/);
    const connection = page.getByRole('region', { name: 'Connection' });
    await connection.getByText('verified', { exact: true }).waitFor();
    await connection.getByText('this one').waitFor();
    await connection.getByText('sandbox-client').waitFor();
    await connection.getByText(/export-jobs:read, export-jobs:write/).waitFor();
    // The link was used.
    await page.getByRole('button', { name: 'Make a consent link' }).waitFor();
    expect(await page.getByLabel('Consent link').count()).toBe(0);
    const state = new URL(link).searchParams.get('state') ?? 'none';
    expect(await kept(page)).not.toContain(state);
    await picture(page, 'console-company');
  });

  it('are not connected by a link whose ten minutes are over, which the page says and forgets', async () => {
    const page = await signedIn('admin', `/companies/${await noted('Fjord Bakery ApS')}`);
    await page.getByRole('button', { name: 'Make a consent link' }).click();
    const link = (await page.getByLabel('Consent link').textContent()) ?? '';
    const state = new URL(link).searchParams.get('state') ?? 'none';
    expect(await page.content()).toContain(state);
    await page.clock.install({ time: Date.now() + 601_000 });
    await page.getByText('This link is no longer valid.').waitFor();
    expect(await page.content()).not.toContain(state);
    await page.getByRole('button', { name: 'Make another link' }).waitFor();
  });

  it('get a key, which is in no field and nowhere in the browser after that', async () => {
    const id = await noted('Fjord Bakery ApS');
    keyIsOf(id);
    const page = await signedIn('admin', `/companies/${id}`);
    const field = page.getByLabel('Pleo API key');
    expect(await field.getAttribute('type')).toBe('password');
    expect(await field.getAttribute('autocomplete')).toBe('off');
    await field.fill(PLEO_KEY);
    await page.getByRole('button', { name: 'Set the key' }).click();
    await page.getByText('The key is set.').waitFor();
    await saysFirst(page, /^Connected: its events go out/);
    expect(await field.inputValue()).toBe('');
    expect(await kept(page)).not.toContain(PLEO_KEY);
    expect(await page.content()).not.toContain(PLEO_KEY);
    expect(Object.keys((JSON.parse(await kept(page)) as { session: object }).session)).toEqual([
      'pleo-export-relay api key',
    ]);
    // Nor when the relay does not take it.
    await field.fill('not a key');
    await page.getByRole('button', { name: 'Set the key' }).click();
    await page.getByRole('alert').waitFor();
    expect(await field.inputValue()).toBe('');
    faults = faults.filter((fault) => !fault.includes('400'));
  });

  it('are told apart: a key of another company is not used, and the page says so', async () => {
    const [id, other] = [await noted('Fjord Bakery ApS'), randomUUID()];
    keyIsOf(other);
    const page = await signedIn('admin', `/companies/${id}`);
    await page.getByLabel('Pleo API key').fill(PLEO_KEY);
    await page.getByRole('button', { name: 'Set the key' }).click();
    await saysFirst(page, /belongs to another company at Pleo, and is not used/);
    await banner(page).getByText(`At Pleo it belongs to the company ${other}, not to ${id}.`).waitFor();
    await page.getByRole('region', { name: 'Connection' }).getByText(other, { exact: true }).waitFor();
    await picture(page, 'console-company');
  });

  it.each([
    ['consent_needed', /no longer accepts its connection/],
    ['missing_scopes', /lacks rights at Pleo/],
    ['unreadable', /cannot be opened here/],
    ['unverified', /^Connected, and not checked yet/],
  ])('say what is wrong and what to do when the credential is %s', async (status, sentence) => {
    const id = await noted('Fjord Bakery ApS');
    if (status === 'missing_scopes')
      sandbox.introspection.keys = { [PLEO_KEY]: { companyId: id, scopes: ['export-jobs:read'] } };
    if (status === 'consent_needed') await consented(id);
    else await setKey(id);
    if (status === 'consent_needed')
      await query(`UPDATE company_credential SET status = 'consent_needed', reason = 'Pleo said no.'`);
    if (status === 'unreadable') await query(`UPDATE company_credential SET key_id = 'another'`);
    const page = await signedIn('admin', `/companies/${id}`);
    await saysFirst(page, sentence);
    if (status === 'consent_needed')
      await banner(page)
        .getByText(/Pleo said no\. Make a consent link/)
        .waitFor();
    // Who may only read is told the same.
    const reader = await signedIn('read', `/companies/${id}`);
    await saysFirst(reader, status === 'unverified' ? /^Connected/ : sentence);
  });

  it('are paused with the reason, and have their jobs and dead events there', async () => {
    const id = await noted('Bro Cykler');
    keyIsOf(id);
    await setKey(id);
    const [dead, job] = [await register(id), await register(id)];
    const elsewhere = await register(randomUUID());
    sandbox.setFaults([{ match: { route: 'export-job-events' }, status: 400, times: 2 }]);
    for (const one of [dead, elsewhere]) await report(one, 'started');
    for (const one of [dead, elsewhere]) {
      const job = () => call<{ delivery: { status: string } }>('GET', `/v1/export-jobs/${one}`);
      await eventually(async () => (await job()).delivery.status === 'dead');
    }
    sandbox.setFaults([{ match: { jobId: job }, status: 429, retryAfter: '120', times: 1 }]);
    await report(job, 'started');
    const page = await signedIn('admin', `/companies/${id}`);
    await saysFirst(page, /Deliveries with its credential are paused/);
    await banner(page)
      .getByText(/Pleo asked us to wait\. .*They go on, or are tried again, at/)
      .waitFor();
    const card = page.getByRole('region', { name: 'Dead events' });
    await card.getByTitle(dead).waitFor();
    expect(await card.getByTitle(elsewhere).count()).toBe(0);
    await page.getByRole('link', { name: 'Its jobs' }).click();
    await page.getByTitle(dead).waitFor();
    expect(await page.getByTitle(elsewhere).count()).toBe(0);
    await page.getByTitle(dead).click();
    await page.getByRole('link', { name: id }).click();
    await page.getByRole('heading', { name: 'Bro Cykler' }).waitFor();
  });

  it('are disconnected when their name is typed, and not before', async () => {
    const id = await noted('Fjord Bakery ApS');
    await setKey(id);
    const page = await signedIn('admin', `/companies/${id}`);
    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog');
    const disconnect = dialog.getByRole('button', { name: 'Disconnect' });
    const typed = dialog.getByLabel(/to confirm$/);
    for (const wrong of ['', 'Fjord', id.slice(0, 8)]) {
      await typed.fill(wrong);
      expect(await disconnect.isDisabled(), wrong).toBe(true);
      await page.keyboard.press('Enter');
    }
    expect(await stateOf(id)).toBe('connected');
    await typed.fill(id.slice(-12).toUpperCase());
    expect(await disconnect.isEnabled()).toBe(true);
    await typed.fill('Fjord Bakery ApS');
    await disconnect.click();
    await saysFirst(page, /It has no credential of its own/);
    await dialog.waitFor({ state: 'detached' });
    expect(await stateOf(id)).toBe('no_credential');
  });

  it('are put away and taken back; what waits is discarded only when their name is typed', async () => {
    const id = await noted('Fjord Bakery ApS');
    const page = await signedIn('admin', `/companies/${id}`);
    await page.getByRole('button', { name: 'Put it away' }).click();
    const dialog = page.getByRole('dialog');
    const act = dialog.getByRole('button', { name: 'Put it away' });
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('Left us at the end of May.');
    expect(await act.isEnabled()).toBe(true);
    await dialog.getByLabel('are discarded, for good').check();
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel(/to confirm$/).fill('Fjord Bakery ApS');
    await act.click();
    await saysFirst(page, /It is put away/);
    await banner(page)
      .getByText(/are discarded\. ann put it away at .+ “Left us at the end of May\.”/)
      .waitFor();
    await page.getByRole('button', { name: 'Put it away in another way' }).click();
    await dialog.getByLabel('Why').fill('May come back.');
    await act.click();
    await banner(page)
      .getByText(/are parked until it is taken back\./)
      .waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await saysFirst(page, /It has no credential of its own/);
    expect(await stateOf(id)).toBe('no_credential');
  });

  it('offer nothing to do to who may only read, and say why', async () => {
    const id = await noted('Fjord Bakery ApS');
    await setKey(id);
    const page = await signedIn('read', '/companies');
    await page.getByRole('link', { name: 'Fjord Bakery ApS' }).waitFor();
    expect(await page.getByRole('button', { name: 'Connect a company' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Fjord Bakery ApS' }).click();
    await page.getByText(/^Your key may read\. One with the scope admin may connect/).waitFor();
    const main = page.getByRole('main');
    expect(await main.getByRole('button').allTextContents()).toEqual(['Copy the id']);
    expect(await main.locator('input, textarea').count()).toBe(0);
  });

  describe.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('in %s colours, %i pixels wide', (colorScheme, width) => {
    it('keep nobody out, neither in their list nor on a page with its dialogs', async () => {
      const ids = await oneOfEach();
      const page = await signedIn('admin', '/companies', { colorScheme, viewport: { width, height: 900 } });
      await page.getByRole('link', { name: 'Bro Cykler' }).waitFor();
      await fits(page, 'list');
      for (const state of ['wrong', 'put_away', 'paused']) {
        await page.goto(`${relay.url}/console/#/companies/${ids[state]}`);
        await page.getByRole('region', { name: 'Jobs', exact: true }).waitFor();
        await page.getByRole('region', { name: /^Connect( anew)?$/ }).waitFor();
        await fits(page, state);
      }
      await page.getByRole('button', { name: 'Make a consent link' }).click();
      await page.getByLabel('Consent link').waitFor();
      await fits(page, 'link');
      await page.getByRole('button', { name: 'Put it away' }).click();
      await page.getByLabel('are discarded, for good').check();
      await fits(page, 'dialog');
    });

    async function fits(page: Page, name: string): Promise<void> {
      expect(await seriousViolations(page), name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBe(0);
      const shots = process.env['LOOK'];
      if (shots)
        await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png`, fullPage: true });
    }
  });

  it('wait without a default credential until they are connected, and their jobs say why', async () => {
    const database = await stage.database();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await stage
      .program({
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE_URL: database.url,
        PLEO_BASE_URL: sandbox.url,
        PLEO_DEFAULT_CREDENTIAL: 'none',
        ...connecting(port),
      })
      .answers();
    const post = async <Body>(path: string, body?: object): Promise<Body> => {
      const headers = { 'Content-Type': 'application/json' };
      const init = body && { headers, body: JSON.stringify(body) };
      return (await (await fetch(url + path, { method: 'POST', ...init })).json()) as Body;
    };
    const [id, companyId] = [randomUUID(), randomUUID()];
    await post('/v1/export-job-events', { jobId: id, event: 'started' });
    const { page, faults: found, context } = await browser.visit(`${url}/console/#/jobs/${id}`);
    faults = found;
    opened.push(context);
    await saysFirst(page, /There is no default credential .+ an event goes when the relay knows the company/);
    await post('/v1/export-jobs', { id, companyId });
    await page.goto(`${url}/console/#/companies/${companyId}`);
    await saysFirst(page, /It has no credential of its own/);
    await banner(page)
      .getByText(/There is no default credential/)
      .waitFor();
    expect(sandbox.job(id)).toBeUndefined();
    const { authorizeUrl } = await post<{ authorizeUrl: string }>(
      `/v1/companies/${companyId}/credential/consent`,
    );
    await (await fetch(`${authorizeUrl}&answer=give&company=${companyId}`)).text();
    await saysFirst(page, /^Connected: its events go out/);
    await eventually(() => sandbox.job(id)?.status === 'in_progress');
  });

  it('are acted on by keyboard alone, and the focus comes back to where it was', async () => {
    const id = await noted('Fjord Bakery ApS');
    const page = await signedIn('admin', `/companies/${id}`);
    const button = page.getByRole('button', { name: 'Put it away' });
    await button.waitFor();
    await page.getByRole('button', { name: 'Copy the id' }).focus();
    for (let tries = 0; (await page.locator(':focus').textContent()) !== 'Put it away'; tries++) {
      expect(tries).toBeLessThan(12);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(async () => (await page.locator(':focus').textContent()) === 'Put it away');
  });
});
