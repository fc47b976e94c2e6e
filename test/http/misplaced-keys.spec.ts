import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

const KEY = `k1-${randomBytes(16).toString('hex')}`;

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ LOG_LEVEL: 'trace' });
});
afterAll(() => relay.stop());

it.each([
  ['in JSON that breaks there', `{"jobId": ${KEY}}`],
  ['as JSON', KEY],
  ['as the name of a property', `{"${KEY}":1}`],
  ['as the value of a property', `{"jobId":"${KEY}","event":"${KEY}"}`],
])('a key %s is in no answer to it', async (_, body) => {
  const answer = await relay.http
    .post('/v1/export-job-events')
    .set('Content-Type', 'application/json')
    .send(body);
  expect(answer.status).toBe(400);
  for (let at = 0; at + 8 <= KEY.length; at++) expect(answer.text).not.toContain(KEY.slice(at, at + 8));
});

it.each([
  [`/v1/export-jobs?apiKey=${KEY}`, '"url":"/v1/export-jobs"'],
  [`/v1/export-jobs/${KEY}`, '[hidden]'],
  [`/nope/${KEY}?${KEY}`, '[hidden]'],
])('a key in a URL is in no log line: %#', async (url, shown) => {
  const before = relay.log.length;
  await relay.http.get(url);
  await eventually(() => relay.log.slice(before).some((line) => line.includes(shown)));
  expect(relay.log.join('')).not.toContain(KEY);
});
