import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jitteredDelayMs, retryDelayMs } from '../../src/loops/retry-policy.js';

const MAX_AGE_MS = 72 * 3_600_000;
const JUST_BELOW_ONE = 1 - Number.EPSILON;

describe('jitteredDelayMs', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [8, 256_000],
    [9, 300_000],
    [10, 300_000],
    [5000, 300_000],
  ])('at step %i is anything up to %i ms', (step, ceiling) => {
    expect(jitteredDelayMs(step, 0)).toBe(0);
    expect(jitteredDelayMs(step, 0.5)).toBe(ceiling / 2);
    expect(jitteredDelayMs(step, JUST_BELOW_ONE)).toBe(ceiling - 1);
  });

  it('is a whole number of milliseconds below its ceiling and 5 minutes, evenly spread', () => {
    const random = fc.double({ min: 0, max: JUST_BELOW_ONE, noNaN: true });
    fc.assert(
      fc.property(fc.nat(2000), random, (step, chance) => {
        const delay = jitteredDelayMs(step, chance);
        const ceiling = Math.min(1000 * 2 ** step, 300_000);
        expect(Number.isInteger(delay)).toBe(true);
        expect(Math.abs(delay - chance * ceiling)).toBeLessThan(1);
        expect(delay).toBeLessThan(ceiling);
      }),
    );
  });
});

describe('retryDelayMs', () => {
  it.each([0, 1, 5, 9, 5000])('after %i faults before this one is the delay of that step', (retries) => {
    for (const random of [0, 0.25, JUST_BELOW_ONE]) {
      expect(retryDelayMs({ retries, failingMs: 0 }, MAX_AGE_MS, random)).toBe(
        jitteredDelayMs(retries, random),
      );
    }
  });

  it.each([
    [0, MAX_AGE_MS],
    [3, MAX_AGE_MS],
    [0, 10 * MAX_AGE_MS],
  ])('is the end after %i faults, the first of them %i ms ago', (retries, failingMs) => {
    expect(retryDelayMs({ retries, failingMs }, MAX_AGE_MS, 0.5)).toBeNull();
  });

  it('is not the end a millisecond earlier, however many faults there were', () => {
    expect(retryDelayMs({ retries: 9999, failingMs: MAX_AGE_MS - 1 }, MAX_AGE_MS, 0.5)).toBe(150_000);
  });
});
