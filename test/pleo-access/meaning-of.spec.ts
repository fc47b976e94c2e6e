import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/pleo/pleo.outcome.js';
import { type Decisive, meaningOf, signalOf } from '../../src/pleo-access/meaning-of.js';

const error = 'Pleo answered so.';

describe('an answer of Pleo', () => {
  it.each<[Decisive, object]>([
    [{ kind: 'delivered' }, { kind: 'delivered', outcome: 'delivered' }],
    [
      { kind: 'refused', error },
      { kind: 'refused', outcome: 'refused' },
    ],
    [
      { kind: 'wait', waitMs: 7000, error },
      { kind: 'wait', waitMs: 7000 },
    ],
    [{ kind: 'credential', error }, { kind: 'credential' }],
    [
      { kind: 'passing', error },
      { kind: 'passing', waitMs: 0 },
    ],
  ])('that says %j means %j for its message', (outcome, meaning) => {
    expect(meaningOf(outcome)).toEqual(meaning);
  });

  it.each<[Outcome, object]>([
    [{ kind: 'delivered' }, { kind: 'alive' }],
    [{ kind: 'state', error }, { kind: 'alive' }],
    [{ kind: 'refused', error }, { kind: 'alive' }],
    [
      { kind: 'unsure', error },
      { kind: 'passing', error },
    ],
    [
      { kind: 'passing', error },
      { kind: 'passing', error },
    ],
    [
      { kind: 'wait', waitMs: 7000, error },
      { kind: 'wait', waitMs: 7000, error },
    ],
    [
      { kind: 'credential', error },
      { kind: 'credential', error },
    ],
  ])('that says %j shows %j of the credential', (outcome, signal) => {
    expect(signalOf(outcome)).toEqual(signal);
  });
});
