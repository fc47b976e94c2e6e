import type { Outcome } from '../pleo/pleo.outcome.js';
import type { Signal } from '../queue/circuit.js';
import type { Meaning } from '../queue/message-handler.js';

/** Answers that decide a message without a read-back. */
export type Decisive = Exclude<Outcome, { readonly kind: 'state' | 'unsure' }>;

/** What an answer of Pleo's means for the message that it answers. */
export function meaningOf(outcome: Decisive): Meaning {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', outcome: 'delivered' };
    case 'refused':
      return { kind: 'refused', outcome: 'refused' };
    case 'wait':
      return { kind: 'wait', waitMs: outcome.waitMs };
    case 'credential':
      return { kind: 'credential' };
    case 'passing':
      return { kind: 'passing', waitMs: 0 };
  }
}

/** What it shows of the credential with which it was asked. */
export function signalOf(outcome: Outcome): Signal {
  switch (outcome.kind) {
    case 'delivered':
    case 'state':
    case 'refused':
      return { kind: 'alive' };
    case 'unsure':
      return { kind: 'passing', error: outcome.error };
    case 'passing':
    case 'wait':
    case 'credential':
      return outcome;
  }
}
