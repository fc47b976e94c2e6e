import { isFinalResult } from '../lifecycle/item-state.js';
import { isFinal } from '../lifecycle/job-state.js';
import type { PleoJob } from '../pleo/confirmation.js';
import type { ItemsTaken } from '../pleo/items-answer.js';
import { isFault } from '../pleo/pleo.outcome.js';
import { meaningOf } from '../pleo-access/meaning-of.js';
import type { ItemRequests, Put } from './item-requests.js';
import { type Entry, Progress } from './progress.js';
import { ReadBack, standingOf } from './read-back.js';

/** By these Pleo says that something in the request is wrong: one entry may be, and the others not. */
const HALVED: ReadonlySet<number | null> = new Set([400, 413]);

/**
 * One delivery of item results: request by request, it decides the outcome of each. It stops at the first fault, and
 * when it is cancelled: what is decided by then stays so, and the rest is for the next delivery.
 */
export class ItemsDelivery {
  readonly progress = new Progress();
  private readonly back: ReadBack;
  private isStartSent = false;

  constructor(private readonly requests: ItemRequests) {
    this.back = new ReadBack(requests, this.progress);
  }

  /** `isSecond` when Pleo was told `in_progress` of these entries first, which is done once. */
  async send(entries: readonly Entry[], isSecond = false): Promise<void> {
    if (this.isOver()) return;
    const put = await this.requests.put(entries.map(({ update }) => update));
    const { outcome, statusCode } = put;
    switch (outcome.kind) {
      case 'taken':
        return this.takeApart(entries, put, outcome, isSecond);
      case 'state':
        return this.lookAtJob(entries, put, outcome.error, isSecond);
      case 'unsure':
        return this.compare(entries, put, outcome.error);
      case 'refused':
        if (HALVED.has(statusCode)) return this.halve(entries, outcome.error, isSecond);
        return this.bury(entries, outcome.error);
      case 'passing':
      case 'wait':
      case 'credential':
        // A gateway's limit, which says nothing of a single result.
        if (statusCode === 413 && entries.length > 1) return this.halve(entries, outcome.error, isSecond);
        this.progress.stop(meaningOf(outcome));
    }
  }

  /** Pleo took the request, and says of each entry whether it took that. */
  private async takeApart(
    entries: readonly Entry[],
    put: Put,
    { words, isPleos, error }: ItemsTaken,
    isSecond: boolean,
  ): Promise<void> {
    const unclear = new Map<Entry, string>();
    entries.forEach((entry, place) => {
      const word = words[place];
      if (word?.kind === 'taken') this.progress.deliver(entry, 'delivered');
      else if (word?.kind === 'unknown') this.bury([entry], word.error);
      else unclear.set(entry, word?.error ?? '');
    });
    if (unclear.size === 0) return;

    const read = await this.back.items([...unclear.keys()], put, error ?? '');
    if (read === null) return;
    // Pleo may want `in_progress` before a final status.
    const untouched = read.others.filter(
      ({ entry, item }) => !isSecond && item?.status === 'pending' && isFinalResult(entry.update.status),
    );
    const rest = read.others.filter((other) => !untouched.includes(other));
    if (isPleos)
      for (const other of rest)
        this.bury([other.entry], `${unclear.get(other.entry)} Read back: ${standingOf(other)}.`);
    // An answer that is not Pleo's is never final.
    const isOpen = read.unseen.length > 0 || (!isPleos && rest.length > 0);
    const taken = words.filter(({ kind }) => kind === 'taken').length;
    const none = isOpen || !isPleos ? 'passing' : 'refused';
    this.back.note(put, taken + read.confirmed, entries.length, none, error ?? '');

    if (untouched.length > 0) await this.sendInProgressFirst(untouched.map(({ entry }) => entry));
    if (isOpen) this.progress.stop();
  }

  private async sendInProgressFirst(entries: readonly Entry[]): Promise<void> {
    if (this.isOver()) return;
    const { outcome } = await this.requests.put(
      entries.map(({ update }) => ({ accountingEntryId: update.accountingEntryId, status: 'in_progress' })),
    );
    switch (outcome.kind) {
      case 'taken':
        // Whatever it says of an entry: the answer to the result decides.
        return outcome.isPleos ? this.send(entries, true) : this.progress.stop();
      case 'refused': {
        if (entries.length === 1) return this.send(entries, true);
        // One of them may be wrong: the others must not lose the only time that this is tried.
        const middle = Math.ceil(entries.length / 2);
        await this.sendInProgressFirst(entries.slice(0, middle));
        return this.sendInProgressFirst(entries.slice(middle));
      }
      case 'state':
      case 'unsure':
        return this.progress.stop();
      case 'passing':
      case 'wait':
      case 'credential':
        this.progress.stop(meaningOf(outcome));
    }
  }

  /** Pleo refused all of it, mostly for where its job stands. */
  private async lookAtJob(
    entries: readonly Entry[],
    put: Put,
    error: string,
    isSecond: boolean,
  ): Promise<void> {
    const job = await this.back.job(put, error);
    if (job === null) return;
    if (job === 'unknown') return this.bury(entries, `${error} Pleo has no such job.`);
    if (isFinal(job.status)) return this.comeTooLate(entries, put, error, job);
    if (job.status === 'in_progress') return this.halve(entries, error, isSecond);
    if (this.isStartSent)
      return this.bury(entries, `${error} Pleo's job is "pending", though "started" was sent.`);
    this.requests.note(put, { outcome: 'started_first' });
    return this.startFirst(entries, isSecond);
  }

  /** Pleo never heard of `started`: sends it, then the results again, once. */
  private async startFirst(entries: readonly Entry[], isSecond: boolean): Promise<void> {
    if (this.isOver()) return;
    this.isStartSent = true;
    const outcome = await this.requests.start();
    if (isFault(outcome)) this.progress.stop(meaningOf(outcome));
    else await this.send(entries, isSecond);
  }

  /** Pleo's job is over: an earlier try may have arrived; what has not never will. */
  private async comeTooLate(entries: readonly Entry[], put: Put, error: string, job: PleoJob): Promise<void> {
    const read = await this.back.items(entries, put, error);
    if (read === null) return;
    const reason = job.failureReasonType ? ` (${job.failureReasonType})` : '';
    const late = `Pleo's job is "${job.status}"${reason} and takes no more results`;
    for (const other of read.others)
      this.progress.bury(other.entry, 'too_late', `${late}; ${standingOf(other)}.`);
    const none = read.others.length > 0 ? 'conflict' : 'passing';
    this.back.note(put, read.confirmed, entries.length, none, `${error} ${late}.`);
    if (read.unseen.length > 0) this.progress.stop();
  }

  /** Something refused the request, and may not have been Pleo: only what stands there is decided. */
  private async compare(entries: readonly Entry[], put: Put, error: string): Promise<void> {
    const job = await this.back.job(put, error);
    if (job === 'unknown') this.progress.stop();
    if (job === null || job === 'unknown') return;
    const read = await this.back.items(entries, put, error);
    if (read === null) return;
    this.back.note(put, read.confirmed, entries.length, 'passing', error);
    if (read.confirmed < entries.length) this.progress.stop();
  }

  /** Finds what is wrong in a request by sending halves of it: what is refused alone is dead. */
  private async halve(entries: readonly Entry[], error: string, isSecond: boolean): Promise<void> {
    if (entries.length === 1) return this.bury(entries, error);
    const middle = Math.ceil(entries.length / 2);
    await this.send(entries.slice(0, middle), isSecond);
    await this.send(entries.slice(middle), isSecond);
  }

  private bury(entries: readonly Entry[], reason: string): void {
    for (const entry of entries) this.progress.bury(entry, 'refused', reason);
  }

  private isOver(): boolean {
    if (this.requests.areOver) this.progress.stop();
    return this.progress.stopped !== null;
  }
}
