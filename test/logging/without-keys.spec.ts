import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { withoutKeys } from '../../src/logging/without-keys.js';

const KEY = randomBytes(18).toString('base64url');

it.each([
  ['/v1/export-jobs?apiKey=KEY', '/v1/export-jobs?apiKey=[hidden]'],
  ['/v1/export-jobs?limit=1&key=KEY&status=pending', '/v1/export-jobs?limit=1&key=[hidden]&status=pending'],
  ['/v1/export-jobs?KEY', '/v1/export-jobs?[hidden]'],
  ['/v1/export-jobs?KEY=1', '/v1/export-jobs?[hidden]=1'],
  ['/v1/export-jobs?key=KEY/with=more?of&it', '/v1/export-jobs?key=[hidden]&it'],
  ['/v1/export-jobs/KEY/timeline', '/v1/export-jobs/[hidden]/timeline'],
  ['/KEY', '/[hidden]'],
  ['http://relay/v1/KEY', 'http://relay/v1/[hidden]'],
  ['/oauth/callback?code=KEY&state=KEY', '/oauth/callback?code=[hidden]&state=[hidden]'],
])('a key is not shown in %s', (url, shown) => {
  expect(withoutKeys(url.replaceAll('KEY', KEY))).toBe(shown);
});

it.each([
  '/v1/export-jobs?limit=1',
  `/v1/export-jobs/${randomUUID()}/timeline`,
  `/v1/export-job-events?jobId=${randomUUID()}&deliveryStatus=dead`,
  '/v1/export-job-events?lastErrorType=INVALID_EXPORT_JOB_STATUS_CHANGE',
  '/v1/export-jobs?createdAfter=2026-01-31T09%3A30%3A00.000Z&status=completed_with_errors,failed',
  '/docs/swagger-ui-standalone-preset.js',
])('%s is shown as it is', (url) => {
  expect(withoutKeys(url)).toBe(url);
});
