import type { Run } from '../database/database.js';
import type { Signal } from './circuit.js';
import type { Message } from './message.js';
import type { Attempt, Disposition, PartOutcome, Settlement } from './settlement.js';

/** Sends the messages of one kind. The delivery loop knows kinds through this alone. */
export interface MessageHandler<Session> {
  /** The value of `export_job_event.kind`. */
  readonly kind: string;

  /** Tells one message, with as many requests as that takes, all within `session`. Never throws. */
  deliver(message: Message, session: Session): Promise<Delivered>;

  /**
   * Of messages with parts: writes the outcomes of the parts, as far as the claims are still held, in the transaction
   * of `run` and under the locks of the jobs. Returns what the messages come to by that, in the order of `settlements`;
   * null where it stays as it was. Throws what pg throws.
   */
  settleParts?(run: Run, settlements: readonly Settlement[]): Promise<(Disposition | null)[]>;
}

/** What came of telling a message. */
export interface Delivered {
  readonly meaning: Meaning;
  /** Oldest first; without any when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** The job's status at the other end, when it was read. */
  readonly pleoStatus: string | null;
  /** What the answer to the message showed of the credential; null when there was no request. */
  readonly signal: Signal | null;
  /** Of a message with parts: those that are decided, in their order. */
  readonly parts?: readonly PartOutcome[];
  /** When the job was last acted on at the other end, as that says; null when it does not, undefined when not read. */
  readonly pleoLastUpdatedAt?: Date | null;
}

/** What that means for the message. Its disposition follows from this, by the same rules for all kinds. */
export type Meaning =
  | { readonly kind: 'delivered'; readonly outcome: 'delivered' | 'confirmed' }
  /** It will never be taken. */
  | { readonly kind: 'refused'; readonly outcome: 'refused' | 'conflict' }
  /** It met a fault that passes, and is tried again by the schedule, though not before `waitMs`. */
  | { readonly kind: 'passing'; readonly waitMs: number }
  /** The time to wait was named. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** The credential was refused, which says nothing of the message. */
  | { readonly kind: 'credential' };
