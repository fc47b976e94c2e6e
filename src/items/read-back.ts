import type { PleoJob } from '../pleo/confirmation.js';
import { differencesOf, type PleoItem } from '../pleo/pleo-item.js';
import type { AttemptOutcome } from '../queue/settlement.js';
import { isPartial, type ItemRequests, type Put } from './item-requests.js';
import type { Entry, Progress } from './progress.js';

/** An entry that is not at Pleo as reported. */
export interface Other {
  readonly entry: Entry;
  /** Null when Pleo has none. */
  readonly item: PleoItem | null;
}

/** What Pleo's items show of entries that an answer left open. */
export interface Compared {
  /** How many are as reported. */
  readonly confirmed: number;
  readonly others: readonly Other[];
  /** Not in the list, which did not come to its end. */
  readonly unseen: readonly Entry[];
}

/**
 * Reads job and items back where the answer to results does not decide: an earlier try may have arrived though its
 * answer was lost. A fault of a read stops the delivery; it concerns this job alone, since others need no read.
 */
export class ReadBack {
  constructor(
    private readonly requests: ItemRequests,
    private readonly progress: Progress,
  ) {}

  /** `error` is what was wrong with the answer. Null when nothing is known, by which the delivery is stopped. */
  async job(put: Put, error: string): Promise<PleoJob | 'unknown' | null> {
    if (this.requests.areOver) return this.giveUp(put);
    const reading = await this.requests.readJob();
    switch (reading.kind) {
      case 'unread': {
        const outcome = reading.isAborted ? 'aborted' : 'passing';
        this.requests.note(put, { outcome, error: `${error} Reading the job back failed: ${reading.error}` });
        this.progress.stop({ kind: 'passing', waitMs: reading.waitMs });
        return null;
      }
      case 'unknown':
        this.requests.note(put, {
          error: `${error} Reading the job back did not explain it: ${reading.error}`,
        });
        return 'unknown';
      case 'job':
        this.progress.pleoStatus = reading.job.status;
        this.requests.note(put, { pleoStatus: reading.job.status });
        return reading.job;
    }
  }

  /** Confirms what is as reported. Null when nothing is known, by which the delivery is stopped. */
  async items(entries: readonly Entry[], put: Put, error: string): Promise<Compared | null> {
    if (this.requests.areOver) return this.giveUp(put);
    const reading = await this.requests.readItems(entries.map(({ update }) => update.accountingEntryId));
    if (reading.kind === 'unread') {
      const { fault, isAborted } = reading;
      const outcome = isPartial(put.outcome) ? 'partial' : isAborted ? 'aborted' : 'passing';
      this.requests.note(put, { outcome, error: `${error} Reading the items back failed: ${fault.error}` });
      this.progress.stop({ kind: 'passing', waitMs: fault.kind === 'wait' ? fault.waitMs : 0 });
      return null;
    }
    const others: Other[] = [];
    const unseen: Entry[] = [];
    for (const entry of entries) {
      const item = reading.items.get(entry.update.accountingEntryId) ?? null;
      if (item && differencesOf(item, entry.update).length === 0) this.progress.deliver(entry, 'confirmed');
      else if (item || reading.isWhole) others.push({ entry, item });
      else unseen.push(entry);
    }
    const confirmed = entries.length - others.length - unseen.length;
    // Pleo got them, even if a proxy answered.
    if (confirmed > 0) this.requests.signal = { kind: 'alive' };
    return { confirmed, others, unseen };
  }

  /**
   * What a request came to, of whose entries `arrived` are at Pleo as reported: `none` and `error` where not all of
   * them are.
   */
  note(put: Put, arrived: number, sent: number, none: AttemptOutcome, error: string): void {
    if (arrived === sent) this.requests.note(put, { outcome: 'confirmed', error: null });
    else this.requests.note(put, { outcome: arrived > 0 ? 'partial' : none, error });
  }

  private giveUp(put: Put): null {
    if (!isPartial(put.outcome)) this.requests.note(put, { outcome: 'aborted' });
    this.progress.stop();
    return null;
  }
}

/** How an entry stands at Pleo that is not as reported. Only words that are known here are repeated. */
export function standingOf({ entry: { update }, item }: Other): string {
  if (item === null) return 'there is no such entry';
  if (item.status === null) return 'there this entry has a status that is not known here';
  const differs =
    item.status === update.status ? ` with another ${differencesOf(item, update).join(', ')}` : '';
  return `there this entry is "${item.status}"${differs}`;
}
