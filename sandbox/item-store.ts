import { badRequest, PleoError } from './answer.js';
import { isFinal, type ExportJob } from './export-job.js';
import { mayBecome, type ExportJobItem, type ItemErrorType, type Version } from './export-job-item.js';
import type { ItemBehaviour } from './item-behaviour.js';
import { ItemRefusals } from './item-refusals.js';
import { itemView, type SandboxJobItem } from './job-item-view.js';
import { JobItems } from './job-items.js';
import type { JobStore } from './job-store.js';
import { isBadElement, readItemUpdates, type ItemUpdate } from './update-export-job-items.js';

/** The answer to an update of items: 200, also when some or all of them were refused. */
export interface ItemsUpdated {
  readonly data: SandboxJobItem[];
  readonly errors: { accountingEntryId: string; type: string; message: string }[];
}

/** The items of all jobs: made when a job's items are first asked for, forgotten with the job. */
export class ItemStore {
  readonly refusals = new ItemRefusals();
  readonly #jobs: JobStore;
  readonly #behaviour: ItemBehaviour;
  readonly #items = new WeakMap<ExportJob, JobItems>();

  constructor(jobs: JobStore, behaviour: ItemBehaviour) {
    this.#jobs = jobs;
    this.#behaviour = behaviour;
  }

  /** In the order of the job. */
  of(job: ExportJob): JobItems {
    let items = this.#items.get(job);
    if (items === undefined) this.#items.set(job, (items = new JobItems(job)));
    return items;
  }

  /**
   * Updates the items of a job, each on its own terms. Throws `PleoError` when the whole update is refused; then
   * nothing was changed.
   */
  update(jobId: string, body: unknown, version: Version): { answer: ItemsUpdated; changed: boolean } {
    const elements = readItemUpdates(body, version, (id) => this.refusals.takeBad(id));
    const bad = elements.filter(isBadElement);
    if (bad.length > 0 && this.#behaviour.badElement === 'all') {
      throw badRequest(bad.flatMap(({ problems }) => problems));
    }
    const job = this.#jobs.get(jobId);
    const isTooEarly = job.status === 'pending' && this.#behaviour.itemsBeforeStarted === 'refused';
    if (isFinal(job.status) || isTooEarly) throw unprocessable(job);

    const answer: ItemsUpdated = { data: [], errors: [] };
    let changed = false;
    for (const element of elements) {
      const { accountingEntryId } = element;
      const refuse = (type: string, message: string): void =>
        void answer.errors.push({ accountingEntryId, type, message });
      if (isBadElement(element)) {
        refuse('EXPORT_ENTRY_STATUS_UPDATE_FAILED' satisfies ItemErrorType, element.problems.join('; '));
        continue;
      }
      const refusal = this.refusals.take(accountingEntryId);
      if (refusal !== undefined) {
        if (refusal.type !== 'omitted') refuse(refusal.type, 'The sandbox was told to refuse this entry.');
        if (refusal.changed === true) changed = this.#set(job, element) !== undefined || changed;
        continue;
      }
      const item = this.#set(job, element, refuse);
      if (item === undefined) continue;
      answer.data.push(itemView(job, item, version, this.#behaviour.untouched));
      changed = true;
    }
    if (changed && this.#behaviour.itemsProlong) this.#jobs.prolong(job);
    return { answer, changed };
  }

  /** Sets the item, or says why not. */
  #set(
    job: ExportJob,
    { accountingEntryId, ...result }: ItemUpdate,
    refuse: (type: ItemErrorType, message: string) => void = () => undefined,
  ): ExportJobItem | undefined {
    const item = this.of(job).find(accountingEntryId);
    if (item === undefined) {
      refuse('ACCOUNTING_ENTRY_DOES_NOT_EXIST', 'The accounting entry is not part of the export job.');
      return undefined;
    }
    if (!mayBecome(item.status, result.status, this.#behaviour)) {
      refuse('EXPORT_ENTRY_STATUS_UPDATE_FAILED', `The status is ${item.status} and stays so.`);
      return undefined;
    }
    return Object.assign(item, result);
  }
}

/** The refusal of a job whose items cannot be had or changed. */
export function unprocessable(job: ExportJob): PleoError {
  return new PleoError(
    422,
    'EXPORT_JOB_STATUS_UNPROCESSABLE',
    isFinal(job.status)
      ? 'Export Job is finished and can no longer be processed.'
      : 'Export Job is not started and cannot be processed yet.',
  );
}
