import type { KnownPlan, Result } from './item-plan.js';

/** What is known of one entry from outside: what was said of it, and what the relay promised. */
export interface LedgerEntry {
  /** Final results that were sent at least once, whatever was answered. */
  readonly sent: Result[];
  /** Final results that came back in `data`: there may be one. */
  readonly accepted: Result[];
  /** Whether a final result was refused for another one that stands. */
  isRefused: boolean;
}

/** A job, and what was said of it. */
export interface LedgerJob<Plan extends KnownPlan = KnownPlan> {
  readonly plan: Plan;
  readonly entries: Map<string, LedgerEntry>;
  /** Whether anybody has begun to end it. */
  isEnding: boolean;
  /** Whether a result that nobody waits for any more may be heard at any time. */
  isHaunted: boolean;
  /** The final event that was accepted. */
  finalEvent: string | null;
}

/** The books of those outside: promises of the relay, by job and entry. */
export class ItemLedger {
  readonly jobs = new Map<string, LedgerJob>();

  open<Plan extends KnownPlan>(plan: Plan): LedgerJob<Plan> {
    const job: LedgerJob<Plan> = {
      plan,
      entries: new Map(),
      isEnding: false,
      isHaunted: false,
      finalEvent: null,
    };
    this.jobs.set(plan.id, job);
    return job;
  }

  sent(job: LedgerJob, results: readonly Result[]): void {
    for (const result of results) {
      const entry = entryIn(job, result);
      if (isFinal(result) && !entry.sent.some((one) => isSame(one, result))) entry.sent.push(result);
    }
  }

  accepted(job: LedgerJob, result: Result): void {
    const entry = entryIn(job, result);
    if (isFinal(result) && !entry.accepted.some((one) => isSame(one, result))) entry.accepted.push(result);
  }

  refused(job: LedgerJob, result: Result): void {
    entryIn(job, result).isRefused = true;
  }
}

export function isFinal({ status }: Pick<Result, 'status'>): boolean {
  return status !== 'in_progress';
}

/** Whether two results say the same, to the millisecond. */
export function isSame(one: Result, other: Result): boolean {
  return JSON.stringify(factsOf(one)) === JSON.stringify(factsOf(other));
}

function factsOf(result: Result): unknown[] {
  const { status, exportedAt, externalId, externalUrl, failureReason, failureReasonType } = result;
  return [status, exportedAt, externalId, externalUrl, failureReason, failureReasonType];
}

function entryIn(job: LedgerJob, { accountingEntryId }: Result): LedgerEntry {
  let entry = job.entries.get(accountingEntryId);
  if (!entry) {
    entry = { sent: [], accepted: [], isRefused: false };
    job.entries.set(accountingEntryId, entry);
  }
  return entry;
}
