import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScrapeReads } from '../../src/metrics/scrape-reads.js';

afterEach(() => vi.restoreAllMocks());

const never = () => new Promise<never>(() => undefined);
const answer = () => Promise.resolve(7);

describe('the reads of a scrape', () => {
  it('are made while the database answers, each by itself', async () => {
    const reads = new ScrapeReads();
    expect(await reads.probe(answer)).toBe(true);
    expect(await reads.of(() => Promise.reject(new Error('too slow')))).toBeNull();
    expect(await reads.of(answer)).toBe(7);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('away'))],
    ['does not come in time', never],
  ])('are not made behind a probe that %s', async (_, probe) => {
    const reads = new ScrapeReads();
    expect(await reads.probe(probe)).toBe(false);
    const read = vi.fn(answer);
    expect([await reads.of(read), read.mock.calls.length]).toEqual([null, 0]);
  });

  it('are not made, nor waited for, when Prometheus would not wait for them', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const reads = new ScrapeReads();
    now.mockReturnValue(7990);
    expect(await reads.of(never)).toBeNull();
    now.mockReturnValue(0);
    const read = vi.fn(answer);
    expect([await reads.of(read), read.mock.calls.length]).toEqual([null, 0]);
    const late = new ScrapeReads();
    now.mockReturnValue(8001);
    expect([await late.of(read), read.mock.calls.length]).toEqual([null, 0]);
  });
});
