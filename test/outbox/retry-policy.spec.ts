import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, retryDelayMs } from '../../src/outbox/retry-policy.js';

const MAX_AGE_MS = 72 * 3_600_000;
const JUST_BELOW_ONE = 1 - Number.EPSILON;
const PASSING: Fault = { kind: 'passing', error: 'Pleo answered 500.' };
const CREDENTIAL: Fault = { kind: 'credential', error: 'Pleo answered 401.' };

function waitFor(waitMs: number): Fault {
  return { kind: 'wait', waitMs, error: 'Pleo answered 429.' };
}

describe('a passing fault', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [2, 4000],
    [3, 8000],
    [8, 256_000],
    [9, 300_000],
    [10, 300_000],
    [5000, 300_000],
  ])('after %i others waits up to %i ms', (retries, ceiling) => {
    const event = { retries, ageMs: 0 };
    expect(retryDelayMs(PASSING, event, MAX_AGE_MS, 0)).toBe(0);
    expect(retryDelayMs(PASSING, event, MAX_AGE_MS, 0.5)).toBe(ceiling / 2);
    expect(retryDelayMs(PASSING, event, MAX_AGE_MS, JUST_BELOW_ONE)).toBe(ceiling - 1);
  });

  it('waits a whole number of milliseconds below its ceiling and 5 minutes, evenly spread', () => {
    const random = fc.double({ min: 0, max: JUST_BELOW_ONE, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.double({ min: 0, max: MAX_AGE_MS - 1, noNaN: true }),
        random,
        (retries, ageMs, chance) => {
          const delay = retryDelayMs(PASSING, { retries, ageMs }, MAX_AGE_MS, chance);
          const ceiling = Math.min(1000 * 2 ** retries, 300_000);
          expect(Number.isInteger(delay)).toBe(true);
          expect(Math.abs((delay as number) - chance * ceiling)).toBeLessThan(1);
          expect(delay).toBeLessThan(ceiling);
        },
      ),
    );
  });
});

describe('the end of the retries', () => {
  it.each<[string, Fault]>([
    ['a passing fault', PASSING],
    ['a wait', waitFor(7000)],
  ])('comes with %s when the turn of the event is longer ago than the limit', (_, fault) => {
    expect(retryDelayMs(fault, { retries: 3, ageMs: MAX_AGE_MS - 1 }, MAX_AGE_MS, 0.5)).not.toBeNull();
    expect(retryDelayMs(fault, { retries: 3, ageMs: MAX_AGE_MS }, MAX_AGE_MS, 0.5)).toBeNull();
    expect(retryDelayMs(fault, { retries: 0, ageMs: 10 * MAX_AGE_MS }, MAX_AGE_MS, 0.5)).toBeNull();
  });

  it('never comes because a credential is refused', () => {
    expect(
      retryDelayMs(CREDENTIAL, { retries: 9999, ageMs: 100 * MAX_AGE_MS }, MAX_AGE_MS, 0.5),
    ).not.toBeNull();
  });
});

it('a named time is waited for, however often it was named before', () => {
  expect(retryDelayMs(waitFor(7000), { retries: 0, ageMs: 0 }, MAX_AGE_MS, 0)).toBeGreaterThanOrEqual(7000);
  expect(retryDelayMs(waitFor(7000), { retries: 99, ageMs: 0 }, MAX_AGE_MS, 0)).toBeGreaterThanOrEqual(7000);
});

it('a refused credential is tried again in a minute', () => {
  expect(retryDelayMs(CREDENTIAL, { retries: 50, ageMs: 0 }, MAX_AGE_MS, 0)).toBe(60_000);
});
