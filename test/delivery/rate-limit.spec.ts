import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimit } from '../../src/delivery/rate-limit.js';

describe('RateLimit', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('of 0 is none', () => {
    const rate = new RateLimit(0);
    expect([rate.take(1000), rate.take(1_000_000)]).toEqual([1000, 1_000_000]);
  });

  it('begins with a tenth of a second and then holds back', () => {
    const rate = new RateLimit(100);
    expect([rate.take(64), rate.take(64)]).toEqual([10, 0]);
  });

  it('lets through as many as have become free, and saves up no more than a tenth of a second', () => {
    const rate = new RateLimit(100);
    rate.take(64);
    vi.advanceTimersByTime(50);
    expect(rate.take(64)).toBe(5);
    vi.advanceTimersByTime(3_600_000);
    expect(rate.take(64)).toBe(10);
  });

  it('gives no more than is wanted and keeps the rest', () => {
    const rate = new RateLimit(100);
    expect([rate.take(3), rate.take(64)]).toEqual([3, 7]);
  });

  it('of a few per second lets one through at a time', () => {
    const rate = new RateLimit(2);
    expect([rate.take(64), rate.take(64)]).toEqual([1, 0]);
    vi.advanceTimersByTime(499);
    expect(rate.take(64)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(rate.take(64)).toBe(1);
  });

  it('takes back what was not used, up to a tenth of a second', () => {
    const rate = new RateLimit(100);
    rate.take(10);
    rate.giveBack(4);
    expect(rate.take(64)).toBe(4);
    rate.giveBack(1000);
    expect(rate.take(64)).toBe(10);
  });

  it('never lets through more than its rate and one burst, and never starves who keeps asking', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(400), wanted: fc.nat(200) }), { minLength: 1 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), steps, (perSecond, asked) => {
        const rate = new RateLimit(perSecond);
        const burst = Math.max(1, perSecond / 10);
        let [elapsed, taken] = [0, 0];
        for (const { wait, wanted } of asked) {
          vi.advanceTimersByTime(wait);
          elapsed += wait;
          const now = rate.take(wanted);
          expect(now).toBeLessThanOrEqual(wanted);
          taken += now;
          expect(taken).toBeLessThanOrEqual((elapsed / 1000) * perSecond + burst + 1e-6);
        }
        vi.advanceTimersByTime(1000);
        expect(rate.take(1)).toBe(1);
      }),
    );
  });
});
