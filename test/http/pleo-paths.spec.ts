import { randomUUID } from 'node:crypto';
import { METHODS } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';

const KEY = 'pleo-paths-read-key-0123456789';
const WRITE_KEY = 'pleo-paths-write-key-0123456789';

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ API_KEYS: `reader:read:${KEY},worker:write:${WRITE_KEY}` });
});
afterAll(() => relay.stop());

const ask = (
  method: string,
  url: string,
  headers: Record<string, string> = { authorization: `Bearer ${KEY}` },
) => relay.app.inject({ method: method as 'GET', url, headers });

const PATHS = [
  '/v2/vendors',
  '/v3/',
  '/v3',
  '/v2/export-jobs/a/b',
  `/v3/export-jobs/${randomUUID()}/lines?x=1`,
];

it.each(PATHS)('%s is not here, and the answer says what is, as Pleo says it', async (url) => {
  const { statusCode, headers, body } = await ask('GET', url);
  expect([statusCode, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
  const error = JSON.parse(body) as { type: string; message: string };
  expect(error).toEqual({ type: 'ROUTE_NOT_FOUND', message: expect.any(String) });
  const version = url.slice(1, 3);
  expect(error.message).toContain(`The relay does not take GET ${url.split('?')[0]} for Pleo. It takes `);
  expect(error.message).toContain(`POST /${version}/export-jobs`);
  expect(error.message).toContain(`PUT /${version}/export-jobs/{id}/items`);
  expect(error.message).not.toMatch(/HEAD|\*|:id/);
});

it('the same is said to every method', async () => {
  for (const method of METHODS.filter((one) => one !== 'CONNECT')) {
    const { statusCode } = await ask(method, '/v3/tax-codes');
    expect(statusCode, method).toBe(404);
  }
});

it('callers without a key learn nothing', async () => {
  for (const url of PATHS) expect((await ask('GET', url, {})).statusCode, url).toBe(401);
});

it('a path that is here, with another method, is answered with those that it takes', async () => {
  const { statusCode, headers } = await ask('DELETE', '/v3/export-jobs', {
    authorization: `Bearer ${WRITE_KEY}`,
  });
  expect(statusCode).toBe(405);
  expect(headers['allow']).toMatch(/\bPOST\b/);
});

it('the page of metrics names no path of the caller’s choice', async () => {
  await ask('GET', '/v2/a-path-of-my-own');
  const { body } = await ask('GET', '/metrics');
  expect(body).toContain('route="/v2/*"');
  expect(body).not.toContain('a-path-of-my-own');
});

it('paths under other versions are not Pleo’s, and get an error of the relay’s', async () => {
  for (const url of ['/v1/vendors', '/v4/vendors', '/v22/vendors']) {
    const { statusCode, headers } = await ask('GET', url);
    expect([statusCode, headers['content-type']], url).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  }
});
