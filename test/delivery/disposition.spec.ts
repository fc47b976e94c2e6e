import { describe, expect, it } from 'vitest';
import { dispositionOf } from '../../src/delivery/disposition.js';
import type { Meaning } from '../../src/queue/message-handler.js';
import type { Disposition } from '../../src/queue/settlement.js';

const MAX_AGE_MS = 1000;
const AT_MOST = 1 - 1e-9;

const young = { retries: 2, failingMs: MAX_AGE_MS - 1 };
const old = { retries: 2, failingMs: MAX_AGE_MS };

describe('a message', () => {
  it.each<[string, Meaning, Disposition, Disposition]>([
    [
      'is delivered as its handler says',
      { kind: 'delivered', outcome: 'confirmed' },
      { kind: 'delivered', outcome: 'confirmed' },
      { kind: 'delivered', outcome: 'confirmed' },
    ],
    [
      'is dead when it will never be taken',
      { kind: 'refused', outcome: 'conflict' },
      { kind: 'dead', outcome: 'conflict' },
      { kind: 'dead', outcome: 'conflict' },
    ],
    [
      'waits for as long as was named',
      { kind: 'wait', waitMs: 7000 },
      { kind: 'release', delayMs: 7000 },
      { kind: 'release', delayMs: 7000 },
    ],
    [
      'lets others try a refused credential',
      { kind: 'credential' },
      { kind: 'release', delayMs: 3999 },
      { kind: 'release', delayMs: 3999 },
    ],
    [
      'is tried again by the schedule, and given up at the age of it',
      { kind: 'passing', waitMs: 0 },
      { kind: 'retry', delayMs: 3999 },
      { kind: 'dead', outcome: 'expired' },
    ],
    [
      'is not tried again before the time that was named',
      { kind: 'passing', waitMs: 60_000 },
      { kind: 'retry', delayMs: 60_000 },
      { kind: 'dead', outcome: 'expired' },
    ],
  ])('%s', (_, meaning, whileYoung, whenOld) => {
    expect(dispositionOf(meaning, young, MAX_AGE_MS, AT_MOST)).toEqual(whileYoung);
    expect(dispositionOf(meaning, old, MAX_AGE_MS, AT_MOST)).toEqual(whenOld);
  });

  it('of a refused credential goes again within a minute, however often it was', () => {
    const often = { retries: 30, failingMs: 0 };
    expect(dispositionOf({ kind: 'credential' }, often, MAX_AGE_MS, AT_MOST)).toEqual({
      kind: 'release',
      delayMs: 60_000,
    });
  });
});
