import { isFinalResult, type ItemStatus } from '../lifecycle/item-state.js';
import type { DeliveryStatus } from '../queue/job-event.entity.js';
import type { ReportingRequest } from '../queue/message.js';
import { isSameResult, type ItemResult } from './item-result.js';
import type { ItemTallyEntity } from './item-tally.entity.js';

/** A report of the results of some entries of a job, each entry once. */
export interface ItemsReport {
  readonly jobId: string;
  readonly results: readonly ItemResult[];
  readonly reportedBy: string | null;
  readonly request: ReportingRequest | null;
}

/** A result that is kept, as the table has it. */
export interface KnownResult extends ItemResult {
  readonly jobId: string;
  readonly reportedAt: Date;
  readonly deliveryStatus: DeliveryStatus;
  readonly deliveredAt: Date | null;
  readonly error: string | null;
}

/** A result that is to be written. */
export interface NewResult extends ItemResult {
  readonly jobId: string;
  readonly position: number;
}

/** What a report said of one entry: it is kept, it was kept so before, or the first final result stands against it. */
export type ResultDecision =
  | { readonly kind: 'kept'; readonly result: ItemResult }
  /** `known` is null when it was kept in this batch. */
  | { readonly kind: 'repeated'; readonly result: ItemResult; readonly known: KnownResult | null }
  | { readonly kind: 'refused'; readonly result: ItemResult; readonly standing: ItemResult };

/** How many failed results have a reason, of those that are to be written. */
export interface NewReason {
  readonly jobId: string;
  readonly failureReasonType: string | null;
  readonly failureReason: string | null;
  readonly count: number;
}

export type Tally = Pick<
  ItemTallyEntity,
  | 'jobId'
  | 'sequence'
  | 'lastPosition'
  | 'successful'
  | 'failed'
  | 'inProgress'
  | 'pending'
  | 'dead'
  | 'discarded'
>;

/** A job with results in this batch: its tally afterwards, and the message that carries them. */
export interface TallyChange extends Tally {
  /** Whether the job had no results before. */
  readonly isNew: boolean;
  /** Whether any result is to be written. */
  readonly isChanged: boolean;
  readonly reportedBy: string | null;
  readonly request: ReportingRequest | null;
}

const COUNTERS = {
  successful: 'successful',
  failed: 'failed',
  in_progress: 'inProgress',
} as const satisfies Record<ItemStatus, keyof Tally>;

/** What is known of one entry, in this batch or before it. */
interface Current {
  readonly result: ItemResult;
  readonly deliveryStatus: DeliveryStatus;
  /** Null when it was kept in this batch. */
  readonly known: KnownResult | null;
}

/** Applies reports of item results to what is known of locked jobs. Touches no database. */
export class ItemBatch {
  private readonly tallies: Map<string, Tally>;
  private readonly current: Map<string, Current>;
  private readonly written = new Map<string, NewResult>();
  private readonly reasons = new Map<string, NewReason>();
  private readonly changed = new Map<string, TallyChange>();

  constructor(tallies: readonly Tally[], known: readonly KnownResult[]) {
    this.tallies = new Map(tallies.map((tally) => [tally.jobId, tally]));
    this.current = new Map(
      known.map((result) => [
        keyOf(result.jobId, result),
        { result, deliveryStatus: result.deliveryStatus, known: result },
      ]),
    );
  }

  /** Jobs whose results were reported, as they are afterwards. */
  get tallyChanges(): TallyChange[] {
    return [...this.changed.values()];
  }

  /** The newest result of each entry that is to be written. */
  get results(): NewResult[] {
    return [...this.written.values()];
  }

  get newReasons(): NewReason[] {
    return [...this.reasons.values()];
  }

  /** The tally of a job as this batch leaves it; undefined where it has no results. */
  tallyOf(jobId: string): Tally | undefined {
    return this.tallies.get(jobId);
  }

  /** Whether results of the job were reported in this batch. */
  isReported(jobId: string): boolean {
    return this.changed.has(jobId);
  }

  /** Whether results of the job are to be written, which go before its later events. */
  isChanged(jobId: string): boolean {
    return this.changed.get(jobId)?.isChanged ?? false;
  }

  /** Applies a report. `nextSequence` gives a place in the order of the job to its message, where it has none. */
  apply(report: ItemsReport, nextSequence: () => number): ResultDecision[] {
    const { jobId } = report;
    const before = this.tallies.get(jobId);
    const isNew = this.changed.get(jobId)?.isNew ?? before === undefined;
    const decisions = report.results.map((result) => this.decide(jobId, result));
    const kept = decisions.flatMap((decision) => (decision.kind === 'kept' ? [decision.result] : []));
    // A job without any results has no tally, and a report that keeps none gives it none.
    if (before === undefined && kept.length === 0) return decisions;
    const tally = { ...(before ?? { jobId, sequence: nextSequence(), ...NONE }) };
    for (const result of kept) this.keep(tally, result);
    this.tallies.set(jobId, tally);
    const isChanged = kept.length > 0 || this.isChanged(jobId);
    const { reportedBy, request } = report;
    this.changed.set(jobId, { isNew, isChanged, reportedBy, request, ...tally });
    return decisions;
  }

  private decide(jobId: string, result: ItemResult): ResultDecision {
    const current = this.current.get(keyOf(jobId, result));
    if (!current) return { kind: 'kept', result };
    const { result: standing, known } = current;
    if (isSameResult(standing, result)) return { kind: 'repeated', result: standing, known };
    return isFinalResult(standing.status) ? { kind: 'refused', result, standing } : { kind: 'kept', result };
  }

  private keep(tally: Mutable<Tally>, result: ItemResult): void {
    const { jobId } = tally;
    const key = keyOf(jobId, result);
    const before = this.current.get(key);
    if (before) {
      tally[COUNTERS[before.result.status]]--;
      if (before.deliveryStatus === 'dead') tally.dead--;
      if (before.deliveryStatus === 'discarded') tally.discarded--;
    }
    if (before?.deliveryStatus !== 'pending') tally.pending++;
    tally[COUNTERS[result.status]]++;
    tally.lastPosition++;
    this.current.set(key, { result, deliveryStatus: 'pending', known: null });
    this.written.set(key, { jobId, position: tally.lastPosition, ...result });
    if (result.status === 'failed') this.countReason(jobId, result);
  }

  private countReason(jobId: string, { failureReasonType, failureReason }: ItemResult): void {
    const key = JSON.stringify([jobId, failureReasonType, failureReason]);
    const count = (this.reasons.get(key)?.count ?? 0) + 1;
    this.reasons.set(key, { jobId, failureReasonType, failureReason, count });
  }
}

const NONE = { lastPosition: 0, successful: 0, failed: 0, inProgress: 0, pending: 0, dead: 0, discarded: 0 };

type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

function keyOf(jobId: string, { accountingEntryId }: ItemResult): string {
  return `${jobId}/${accountingEntryId}`;
}
