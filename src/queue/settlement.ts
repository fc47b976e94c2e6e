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
}

/** `passing` met a fault that passes, `confirmed` was refused but had arrived, `conflict` was refused and had not. */
export type AttemptOutcome =
  | 'delivered'
  | 'passing'
  | 'wait'
  | 'credential'
  | 'confirmed'
  | 'started_first'
  | 'conflict'
  | 'refused'
  | 'aborted';

/** What becomes of a claimed message. */
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
  | { readonly kind: 'dead'; readonly outcome: 'refused' | 'conflict' | 'expired' };

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
}
