import { beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { derivedUuid } from '../../sandbox/uuid.js';
import { anId, sandboxForTest, type PleoCaller, type Reply } from './pleo-caller.js';

const HOUR_MS = 3_600_000;

describe('the export items of a job', () => {
  let sandbox: Sandbox;
  let pleo: PleoCaller;
  let jobId: string;
  let entries: string[];
  let now: number;
  const read = (query = '', version = 'v3'): Promise<Reply> =>
    pleo.get(`/${version}/export-items?job_id=${jobId}${query}`);

  beforeEach(async () => {
    now = Date.parse('2026-03-01T10:00:00Z');
    ({ sandbox, pleo } = await sandboxForTest({ now: () => now, expiresIn: 604_800 }));
    // Which kinds of items come depends on the ids: the same ones each time.
    entries = Array.from({ length: 40 }, (_, index) => derivedUuid(`entry ${index}`));
    jobId = sandbox.createJob({ accountingEntryIds: entries }).id;
  });

  it.each(['v2', 'v3'])('have all that %s requires', async (version) => {
    const { json } = await read('&limit=100', version);
    expect(json.data).toHaveLength(40);
    for (const item of json.data) {
      expect(item).toMatchObject({
        _links: expect.any(Object),
        companyId: sandbox.job(jobId)!.companyId,
        date: expect.stringMatching(/^2026-0[12]-\d\dT10:00:00Z$/),
        type: expect.stringMatching(/^(card_purchase|out_of_pocket|invoice)$/),
        additionalInformation: { reconciliationId: expect.any(String) },
        user: { id: expect.any(String), name: expect.any(String) },
        supplier: { name: expect.any(String), country: expect.stringMatching(/^[A-Z]{2}$/) },
      });
      expect('contraAccount' in item).toBe(version === 'v3');
      expect('teamCode' in item).toBe(version === 'v2');
      expect('ingoingTaxAccount' in item.accountingEntryLines[0].tax).toBe(version === 'v3');
      expect('vendor' in item).toBe(false);
    }
    expect(new Set(json.data.map(({ type }: { type: string }) => type)).size).toBeGreaterThan(1);
  });

  it('add up in both currencies, in whole hundredths', async () => {
    const { json } = await read('&limit=100');
    const lineCounts = new Set<number>();
    for (const { amount, accountingEntryLines: lines } of json.data) {
      lineCounts.add(lines.length);
      for (const side of ['inSupplierCurrency', 'inWalletCurrency']) {
        const { currency, value } = amount[side];
        expect(currency).toMatch(/^[A-Z]{3}$/);
        let sum = 0;
        for (const { lineAmount, netAmount, tax } of lines) {
          expect(Number.isInteger(lineAmount[side].value)).toBe(true);
          expect(netAmount[side].value + tax.amount[side].value).toBe(lineAmount[side].value);
          expect(tax.amount[side].value / netAmount[side].value).toBeCloseTo(tax.rate, 1);
          expect(lineAmount[side].currency).toBe(currency);
          sum += lineAmount[side].value;
        }
        expect(sum).toBe(value);
      }
    }
    expect(lineCounts).toEqual(new Set([1, 2]));
  });

  it('are the same at each look but for the addresses of their files', async () => {
    const bare = ({ json }: Reply): object[] =>
      json.data.map(({ files: _files, ...item }: { files: unknown }) => item);
    const first = await read();
    now += 1000;
    const second = await read();
    expect(bare(second)).toEqual(bare(first));
    expect(second.json.data[0].files[0].url).not.toBe(first.json.data[0].files[0].url);
  });

  it('come in the order of the items, page by page, also those that are done', async () => {
    await pleo.report(jobId, 'started');
    await pleo.put(`/v3/export-jobs/${jobId}/items`, [
      { accountingEntryId: entries[0], status: 'successful' },
    ]);
    const seen: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const { json } = await read(`&limit=15${after}`);
      seen.push(...json.data.map((item: { accountingEntryId: string }) => item.accountingEntryId));
      after = `&after=${json.pagination.endCursor}`;
      more = json.pagination.hasNextPage;
    }
    expect(seen).toEqual(entries);
  });

  it('name the vendor in a job with bookkeeping by vendor', async () => {
    const { json } = await pleo.post('/v3/export-jobs', {
      companyId: anId(),
      accountingEntryIds: [anId()],
      options: { vendorBasedBookkeeping: true },
    });
    const items = await pleo.get(`/v3/export-items?job_id=${json.data.id}`);
    expect(items.json.data).toMatchObject([
      { vendor: { defaultCurrency: expect.any(String) }, bookkeeping: { method: 'accounts_payable' } },
    ]);
  });

  it('are gone when the job has ended', async () => {
    await pleo.report(jobId, 'started', 'completed');
    expect(await read()).toMatchObject({ status: 422, json: { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE' } });
    const expired = sandbox.createJob({ numberOfItems: 1, expiresIn: 60 }).id;
    now += HOUR_MS;
    expect((await pleo.get(`/v2/export-items?job_id=${expired}`)).status).toBe(422);
  });

  it.each([
    ['', 400],
    ['job_id=x', 400],
    [`job_id=${anId()}&limit=x`, 404],
    [`job_id=${anId()}`, 404],
  ])('are refused with ?%s', async (query, status) => {
    expect((await pleo.get(`/v3/export-items?${query}`)).status).toBe(status);
  });

  it('need a credential', async () => {
    const path = `/v3/export-items?job_id=${jobId}`;
    expect((await pleo.get(path, { headers: { authorization: '' } })).status).toBe(401);
  });

  it('lead to files that need none, for 24 hours', async () => {
    const { json } = await read();
    const { url, type, size } = json.data[0].files[0];
    expect(url.startsWith(`${sandbox.url}/files/`)).toBe(true);
    const download = async (
      address: string,
    ): Promise<{ status: number; type: string | null; text: string }> => {
      const answer = await fetch(address);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };

    now += 24 * HOUR_MS - 1;
    const file = await download(url);
    expect(file).toMatchObject({ status: 200, type, text: expect.stringMatching(/^%PDF-/) });
    expect(file.text).toContain(entries[0]);
    expect(file.text).toHaveLength(size);

    now += 1;
    expect(await download(url)).toMatchObject({
      status: 403,
      type: 'application/xml',
      text: expect.stringContaining('Request has expired'),
    });
    expect((await download((await read()).json.data[0].files[0].url)).status).toBe(200);
  });

  it.each([
    ['with a later end', (url: string) => url.replace(/expires=\d+/, 'expires=99999999999')],
    ['of another entry', (url: string) => url.replace(/\/files\/[^/]+/, `/files/${anId()}`)],
    ['with half a signature', (url: string) => url.replace(/signature=../, 'signature=')],
    ['without signature', (url: string) => url.split('?')[0]!],
  ])('have addresses that cannot be made up: %s', async (_how, forged) => {
    const { json } = await read();
    const answer = await fetch(forged(json.data[0].files[0].url));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Access Denied');
  });
});
