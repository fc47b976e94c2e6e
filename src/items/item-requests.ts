import type { Settings } from '../config/settings.js';
import type { JobEvent } from '../lifecycle/job-state.js';
import { type Reading, readingOf } from '../pleo/confirmation.js';
import { itemsOutcomeOf, type ItemsOutcome } from '../pleo/items-answer.js';
import type { ItemUpdate } from '../pleo/item-update.js';
import type { PleoClient } from '../pleo/pleo.client.js';
import { type Outcome, outcomeOf } from '../pleo/pleo.outcome.js';
import { type ItemsReading, readItems } from '../pleo/read-items.js';
import { attemptOf, isAborted } from '../pleo-access/attempt-of.js';
import { signalOf } from '../pleo-access/meaning-of.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { Signal } from '../queue/circuit.js';
import type { Attempt } from '../queue/settlement.js';

const ROUTE = 'PUT /export-jobs/{id}/items';
const EVENT_ROUTE = 'POST /export-job-events';

/** A request with results, and what its answer means. */
export interface Put {
  readonly outcome: ItemsOutcome;
  readonly statusCode: number | null;
  /** Of its attempt, among those of the delivery. */
  readonly place: number;
}

/** The requests of one delivery of item results, one after the other, and the attempts that are kept of them. */
export class ItemRequests {
  readonly attempts: Attempt[] = [];
  /** What the last answer to results, or to `started`, showed of the credential; null before the first. */
  signal: Signal | null = null;

  constructor(
    private readonly pleo: PleoClient,
    private readonly version: Settings['PLEO_API_VERSION'],
    private readonly jobId: string,
    private readonly session: PleoSession,
  ) {}

  /** Whether no further one may be made. */
  get areOver(): boolean {
    return this.session.cancellation.isOver;
  }

  async put(updates: readonly ItemUpdate[]): Promise<Put> {
    const sent = { route: ROUTE, request: 'items', startedAt: performance.now() };
    const answer = await this.pleo.updateItems(this.jobId, JSON.stringify(updates), this.session);
    const outcome = itemsOutcomeOf(answer, this.jobId, updates);
    const whole = wholeOf(outcome);
    const attempt = { entries: updates.length, ...attemptOf(sent, whole, answer) };
    this.signal = signalOf(whole);
    const place = this.attempts.push(isPartial(outcome) ? { ...attempt, outcome: 'partial' } : attempt) - 1;
    return { outcome, statusCode: attempt.statusCode, place };
  }

  /** What the answer came to, once more is known. */
  note({ place }: Put, known: Partial<Attempt>): void {
    const attempt = this.attempts[place];
    if (attempt) this.attempts[place] = { ...attempt, ...known };
  }

  /** Sends `started`, of which Pleo has not heard. */
  async start(): Promise<Outcome> {
    const event: JobEvent = 'started';
    const sent = { route: EVENT_ROUTE, request: event, startedAt: performance.now() };
    const answer = await this.pleo.createEvent(JSON.stringify({ jobId: this.jobId, event }), this.session);
    const outcome = outcomeOf(answer, this.version);
    this.attempts.push(attemptOf(sent, outcome, answer));
    this.signal = signalOf(outcome);
    return outcome;
  }

  async readJob(): Promise<Reading & { readonly isAborted: boolean }> {
    const answer = await this.pleo.readJob(this.jobId, this.session);
    return { ...readingOf(answer, this.jobId), isAborted: isAborted(answer) };
  }

  readItems(wanted: readonly string[]): Promise<ItemsReading> {
    return readItems(this.pleo, this.jobId, wanted, this.session);
  }
}

/** What the answer means for all entries together, as long as no more is known. */
function wholeOf(outcome: ItemsOutcome): Outcome {
  if (outcome.kind !== 'taken') return outcome;
  const { error, isPleos } = outcome;
  if (error === null) return { kind: 'delivered' };
  return { kind: isPleos ? 'refused' : 'unsure', error };
}

/** Whether Pleo took some of it, and some not. */
export function isPartial(outcome: ItemsOutcome): boolean {
  if (outcome.kind !== 'taken' || outcome.error === null) return false;
  return outcome.words.some(({ kind }) => kind === 'taken');
}
