import type { JobStatus } from '../lifecycle/job-state.js';
import type { ItemUpdate } from '../pleo/item-update.js';
import type { Meaning } from '../queue/message-handler.js';
import type { PartOutcome } from '../queue/settlement.js';
import type { PendingResult } from './item-result.js';

/** A result, and what Pleo is sent of it. */
export interface Entry {
  readonly result: PendingResult;
  readonly update: ItemUpdate;
}

/** How much of a reason is kept with a dead result, in characters. */
const REASON_LENGTH = 1000;

/** What a delivery of results has come to so far. */
export class Progress {
  /** What ended it before all results were decided; null as long as nothing did. */
  stopped: Meaning | null = null;
  /** The job's status at Pleo, as last read. */
  pleoStatus: JobStatus | null = null;
  private readonly outcomes: PartOutcome[] = [];

  get hasDelivered(): boolean {
    return this.outcomes.some(({ status }) => status === 'delivered');
  }

  deliver({ result }: Entry, outcome: 'delivered' | 'confirmed'): void {
    const { accountingEntryId: id, position } = result;
    this.outcomes.push({ id, position, status: 'delivered', outcome, error: null });
  }

  /** Gives a result up. `reason` is for people. */
  bury({ result }: Pick<Entry, 'result'>, outcome: 'refused' | 'too_late', reason: string): void {
    const { accountingEntryId: id, position } = result;
    // A cut may leave half a character behind.
    const error = reason.slice(0, REASON_LENGTH).toWellFormed();
    this.outcomes.push({ id, position, status: 'dead', outcome, error });
  }

  /** What is not decided by now waits for the next delivery. */
  stop(meaning: Meaning = { kind: 'passing', waitMs: 0 }): void {
    this.stopped ??= meaning;
  }

  /** What is decided, in the order of the job. */
  parts(): PartOutcome[] {
    return this.outcomes.toSorted((one, other) => one.position - other.position);
  }
}
