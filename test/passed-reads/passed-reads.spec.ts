import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp();
});
afterAll(() => relay.stop());

/** What Pleo itself answers. */
async function atPleo(path: string): Promise<{ status: number; type: string | null; text: string }> {
  const authorization = `Basic ${Buffer.from('sandbox-key:').toString('base64')}`;
  const answer = await fetch(relay.sandbox.url + path, { headers: { authorization } });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

async function here(path: string): Promise<{ status: number; type: string | null; text: string }> {
  const answer = await fetch((await relay.app.getUrl()) + path);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

describe('a read under /v2 and /v3', () => {
  it('comes back as Pleo gave it, byte for byte', async () => {
    const { id } = relay.sandbox.createJob({ companyId: randomUUID(), numberOfItems: 3 });
    for (const version of ['v2', 'v3']) {
      for (const path of [
        `/${version}/export-jobs`,
        `/${version}/export-jobs?statuses=pending&statuses=failed&limit=1`,
        `/${version}/export-jobs/${id}`,
        `/${version}/export-jobs/${randomUUID()}`,
        `/${version}/export-jobs/${id}/items?limit=2`,
      ])
        expect(await here(path), path).toEqual(await atPleo(path));
      const items = await here(`/${version}/export-items?job_id=${id}`);
      expect(items.status).toBe(200);
      expect(JSON.parse(items.text)).toMatchObject({ data: [{}, {}, {}] });
    }
  });
});
