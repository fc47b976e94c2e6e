import type { Signal } from './circuit.js';
import type { ClaimedMessage } from './message.js';

/** One request that was made for a message, and what came of it. */
export interface Attempt {
  /** Tells an attempt that is written again, because the answer to a commit was lost, from another one. */
  readonly id: string;
  /** Method and template of its route, such as `POST /things/{id}`. */
  readonly route: string;
  /** What was sent, in a word of the message's kind. */
  readonly request: string;
  /** `performance.now()` when it began: turned into the database's time when it is written. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly responseExcerpt: string | null;
  /** The job's status at the other end, as read back to settle this attempt. */
  readonly pleoStatus: string | null;
  /** How many parts of the message were sent; undefined where it has none. */
  readonly entries?: number;
}

/** The outcome of one part of a message. */
export interface PartOutcome {
  readonly id: string;
  /** Its place when it was sent: a part that was changed since has another one, and waits again. */
  readonly position: number;
  readonly status: 'delivered' | 'dead';
  readonly outcome: 'delivered' | 'confirmed' | 'refused' | 'too_late';
  /** Why it is dead. */
  readonly error: string | null;
}

/** `passing` met a fault that passes, `confirmed` was refused but had arrived, `conflict` was refused and had not. */
export type AttemptOutcome =
  | 'delivered'
  | 'passing'
  | 'wait'
  | 'credential'
  | 'confirmed'
  /** Some of its parts were taken, and some were not. */
  | 'partial'
  | 'started_first'
  | 'conflict'
  | 'refused'
  | 'aborted';

/** The disposition of a claimed message. */
export type Disposition =
  | { readonly kind: 'delivered'; readonly outcome: 'delivered' | 'confirmed' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** The attempt says nothing about the message: it is due again as if it had not been claimed. */
  | {
      readonly kind: 'release';
      /**
       * For how long others go first, when the message met what may concern more than itself; while we are told to
       * wait, until that is over.
       */
      readonly delayMs?: number;
      /** The queue that it belongs into, when it was found in another one. */
      readonly credential?: string;
    }
  /** Some of its parts are told, and more wait: it is due again after `delayMs`, with a fresh schedule. */
  | { readonly kind: 'more'; readonly delayMs: number }
  | {
      readonly kind: 'dead';
      readonly outcome: 'refused' | 'conflict' | 'expired';
      /** When the next message of its job may go anyway; undefined: never. */
      readonly holdMs?: number;
    };

/** All that one claim of a message led to. Without attempts when nothing was sent. */
export interface Settlement {
  readonly message: ClaimedMessage;
  readonly disposition: Disposition;
  /** Oldest first. When the message is delivered, it is by the last one. */
  readonly attempts: readonly Attempt[];
  /** The job's status at the other end, when it was read. */
  readonly pleoStatus: string | null;
  /** What the last answer showed of the credential; null when the request was given up, or none was made. */
  readonly signal: Signal | null;
  /** Of a message with parts: those that are decided, in their order. */
  readonly parts?: readonly PartOutcome[];
  /** When the job was last acted on at the other end, as that says; null when it does not, undefined when not read. */
  readonly pleoLastUpdatedAt?: Date | null;
}
