import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyRequest } from 'fastify';
import { loadSettings } from '../../src/config/load-settings.js';
import { KeyRateLimit } from '../../src/http/key-rate-limit.js';
import { TooManyRequests } from '../../src/api/http.errors.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectProblem } from '../support/problem.js';

const by = (name: string) => ({ caller: { name, scope: 'read' } }) as FastifyRequest;

/** How many of `tries` requests at that time get through. */
function through(limit: KeyRateLimit, request: FastifyRequest, now: number, tries = 10): number {
  let count = 0;
  for (let n = 0; n < tries; n++) {
    try {
      limit.count(request, now);
      count++;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyRequests);
    }
  }
  return count;
}

describe('RATE_LIMIT_PER_KEY', () => {
  it('lets each key send as many in a second, and again in the next', () => {
    const limit = new KeyRateLimit(loadSettings({ RATE_LIMIT_PER_KEY: '4' }));
    expect(through(limit, by('ada'), 100)).toBe(4);
    expect(through(limit, by('ben'), 200)).toBe(4);
    expect(through(limit, by('ada'), 1099)).toBe(0);
    expect(through(limit, by('ada'), 1100)).toBe(4);
  });

  it('of 0 is none, and who needs no key is not counted', () => {
    expect(through(new KeyRateLimit(loadSettings({})), by('ada'), 0, 500)).toBe(500);
    const limit = new KeyRateLimit(loadSettings({ RATE_LIMIT_PER_KEY: '1' }));
    expect(through(limit, {} as FastifyRequest, 0)).toBe(10);
  });
});

describe('a relay with RATE_LIMIT_PER_KEY', () => {
  const KEYS = { ada: 'ada-key-0123456789-0123456789', ben: 'ben-key-0123456789-0123456789' };
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp({
      API_KEYS: `ada:read:${KEYS.ada},ben:read:${KEYS.ben}`,
      RATE_LIMIT_PER_KEY: '3',
    });
  });
  afterAll(() => relay.stop());
  const list = (key: string) => relay.http.get('/v1/export-jobs').auth(key, { type: 'bearer' });

  it('answers 429 with when to come back to the key that sends more, and serves others and health', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => list(KEYS.ada)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(10);
    for (const answer of refused) {
      const { detail } = expectProblem(answer, 429, 'TOO_MANY_REQUESTS');
      expect(detail).toContain('"ada"');
      expect(detail).not.toContain(KEYS.ada);
      expect(answer.headers['retry-after']).toBe('1');
    }
    await list(KEYS.ben).expect(200);
    await relay.http.get('/health/live').expect(200);
  });
});
