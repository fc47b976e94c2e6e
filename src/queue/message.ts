import type { Outcome } from '../pleo/pleo.outcome.js';
import type { FailureReasonType, JobEvent } from '../lifecycle/job-state.js';

/** An event that this replica has claimed, with all that is needed to send it. */
export interface ClaimedEvent {
  readonly jobId: string;
  readonly sequence: number;
  readonly eventId: string;
  readonly event: JobEvent;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
  /** Whose export it is, where that is known. */
  readonly companyId: string | null;
  /**
   * The generation of the company's own credential when the event was claimed, null where it had none; undefined when
   * that is too long ago to be believed.
   */
  readonly generation: string | null | undefined;
  /** In whose queue it waited: `default`, or the id of a company with a credential of its own. */
  readonly credential: string;
  /** Fencing token: who does not hold it any more may not write the outcome. */
  readonly claim: string;
  /** Tries that others have to be let pass after. */
  readonly retries: number;
  /** How long ago it met the first of them, by the database's clock, in milliseconds. */
  readonly failingMs: number;
  /** The name of the API key with which it was reported. */
  readonly reportedBy: string | null;
  /** The id of the request that reported it, and its span. */
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/** One request to Pleo and what came of it. */
export interface Attempt {
  /** Tells an attempt that is written again, because the answer to a commit was lost, from another one. */
  readonly id: string;
  readonly sentEvent: JobEvent;
  /** `performance.now()` when it began: turned into the database's time when it is written. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly responseExcerpt: string | null;
  /** The job's status as read back from Pleo to settle this attempt. */
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

/** What becomes of a claimed event. */
export type Result =
  | { readonly kind: 'delivered'; readonly outcome: 'delivered' | 'confirmed' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** The attempt says nothing about the event: it is due again as if it had not been claimed. */
  | {
      readonly kind: 'release';
      /** For how long others go first, when the event met what may concern more than itself; by all means while Pleo lets us wait. */
      readonly delayMs?: number;
      /** The queue that it belongs into, when it was found in another one. */
      readonly credential?: string;
    }
  | { readonly kind: 'dead'; readonly outcome: 'refused' | 'conflict' | 'expired' };

/** All that one claim of an event led to. Without attempts when nothing was sent. */
export interface Settlement {
  readonly message: ClaimedEvent;
  readonly result: Result;
  readonly attempts: readonly Attempt[];
  /** The job's status at Pleo, when it was read. */
  readonly pleoStatus: string | null;
  /** What the last answer showed of Pleo; null when the request was given up, or none was made. */
  readonly seen: Exclude<Outcome, { kind: 'unsure' }> | null;
}
