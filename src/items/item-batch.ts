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
  /** The token that the caller has shown, of the lease by which it has the job. */
  readonly leaseToken?: string | null;
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
export interface NewResult {
  readonly jobId: string;
  readonly position: number;
  readonly result: ItemResult;
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

/** Who reported all results behind a position, until another reporter did. */
export interface Reporter {
  readonly by: string | null;
  readonly after: number;
}

/** A job with results in this batch: its tally afterwards, and the message that carries them. */
export interface TallyChange extends Tally {
  /** Whether the job had no results before. */
  readonly isNew: boolean;
  /** Whether any result is to be written. */
  readonly isChanged: boolean;
  /** Who reported results that are to be written, in turn; empty where none is. */
  readonly reporters: readonly Reporter[];
  readonly request: ReportingRequest | null;
}

const COUNTERS = {
  successful: 'successful',
  failed: 'failed',
  in_progress: 'inProgress',
} as const satisfies Record<ItemStatus, keyof Tally>;

/** What is known of one entry: from before, or kept in this batch. */
type Current = KnownResult | NewResult;

/** Applies reports of item results to what is known of locked jobs. Touches no database. */
export class ItemBatch {
  private readonly tallies: Map<string, Tally>;
  /** By job and entry: keys of both would be made again for each of some thousand results. */
  private readonly current = new Map<string, Map<string, Current>>();
  private readonly reasons = new Map<string, NewReason>();
  private readonly changed = new Map<string, TallyChange>();

  constructor(tallies: readonly Tally[], known: readonly KnownResult[]) {
    this.tallies = new Map(tallies.map((tally) => [tally.jobId, tally]));
    for (const result of known) this.of(result.jobId).set(result.accountingEntryId, result);
  }

  /** Jobs whose results were reported, as they are afterwards. */
  get tallyChanges(): TallyChange[] {
    return [...this.changed.values()];
  }

  /** The newest result of each entry that is to be written. */
  get results(): NewResult[] {
    const written: NewResult[] = [];
    for (const entries of this.current.values())
      for (const current of entries.values()) if (isNew(current)) written.push(current);
    return written;
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
    const entries = this.of(jobId);
    const decisions = report.results.map((result) => decide(entries.get(result.accountingEntryId), result));
    const keepsAny = decisions.some(({ kind }) => kind === 'kept');
    // A job without any results has no tally, and a report that keeps none gives it none.
    if (before === undefined && !keepsAny) return decisions;
    const tally = { ...(before ?? { jobId, sequence: nextSequence(), ...NONE }) };
    for (const { kind, result } of decisions) if (kind === 'kept') this.keep(tally, entries, result);
    this.tallies.set(jobId, tally);
    const isChanged = keepsAny || this.isChanged(jobId);
    const reporters = keepsAny ? this.reportersWith(report, before) : this.reportersOf(jobId);
    this.changed.set(jobId, { isNew, isChanged, reporters, request: report.request, ...tally });
    return decisions;
  }

  private reportersOf(jobId: string): readonly Reporter[] {
    return this.changed.get(jobId)?.reporters ?? [];
  }

  private reportersWith({ jobId, reportedBy: by }: ItemsReport, before?: Tally): readonly Reporter[] {
    const reporters = this.reportersOf(jobId);
    const last = reporters.at(-1);
    return last?.by === by ? reporters : [...reporters, { by, after: before?.lastPosition ?? 0 }];
  }

  private keep(tally: Mutable<Tally>, entries: Map<string, Current>, result: ItemResult): void {
    const { jobId } = tally;
    const before = entries.get(result.accountingEntryId);
    if (before) tally[COUNTERS[resultOf(before).status]]--;
    const delivery = before && deliveryOf(before);
    if (delivery === 'dead') tally.dead--;
    if (delivery === 'discarded') tally.discarded--;
    if (delivery !== 'pending') tally.pending++;
    tally[COUNTERS[result.status]]++;
    tally.lastPosition++;
    entries.set(result.accountingEntryId, { jobId, position: tally.lastPosition, result });
    if (result.status === 'failed') this.countReason(jobId, result);
  }

  private of(jobId: string): Map<string, Current> {
    const entries = this.current.get(jobId) ?? new Map<string, Current>();
    this.current.set(jobId, entries);
    return entries;
  }

  private countReason(jobId: string, { failureReasonType, failureReason }: ItemResult): void {
    const key = JSON.stringify([jobId, failureReasonType, failureReason]);
    const count = (this.reasons.get(key)?.count ?? 0) + 1;
    this.reasons.set(key, { jobId, failureReasonType, failureReason, count });
  }
}

const NONE = { lastPosition: 0, successful: 0, failed: 0, inProgress: 0, pending: 0, dead: 0, discarded: 0 };

type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

function decide(current: Current | undefined, result: ItemResult): ResultDecision {
  if (!current) return { kind: 'kept', result };
  const standing = resultOf(current);
  if (isSameResult(standing, result))
    return { kind: 'repeated', result: standing, known: isNew(current) ? null : current };
  return isFinalResult(standing.status) ? { kind: 'refused', result, standing } : { kind: 'kept', result };
}

function isNew(current: Current): current is NewResult {
  return 'result' in current;
}

function resultOf(current: Current): ItemResult {
  return isNew(current) ? current.result : current;
}

function deliveryOf(current: Current): DeliveryStatus {
  return isNew(current) ? 'pending' : current.deliveryStatus;
}
