import { DomainError } from '../api/domain-error.js';
import { describeStanding, type JobSummary, START_FIRST } from '../lifecycle/job-summary.js';

/** Pleo's word for a body with more elements than a version of the route takes. */
export class ItemsLimitExceeded extends DomainError {
  readonly type = 'EXPORT_JOB_ITEMS_UPDATE_LIMIT';

  constructor(
    readonly given: number,
    readonly limit: number,
  ) {
    super(
      `The request holds ${given} item results; this route takes ${limit} at most. Send them in several requests.`,
    );
  }
}

/** Pleo's word for a job whose status takes no results: it has not begun, or it is over. */
export class JobTakesNoItems extends DomainError {
  readonly type = 'EXPORT_JOB_STATUS_UNPROCESSABLE';

  constructor(readonly job: JobSummary) {
    super(
      `Export job ${job.id} takes no item results. ${describeStanding(job)}` +
        (job.status === 'pending' ? ` ${START_FIRST}` : ''),
    );
  }
}

/** What there is of a job's results. */
export interface ItemsSoFar {
  /** How many items the job has; null where that is not known. */
  readonly expected: number | null;
  readonly reported: number;
  /** The entries that are `in_progress`: some of them, when there are many. */
  readonly unfinished: readonly string[];
}

/** The final event of a job does not follow from its results yet. */
export class ItemsUnfinished extends DomainError {
  readonly type = 'EXPORT_JOB_ITEMS_UNFINISHED';
  override readonly extensions: { expected: number | null; reported: number; unfinished: string[] };

  constructor(
    readonly job: JobSummary,
    { expected, reported, unfinished }: ItemsSoFar,
  ) {
    super(
      `The results of export job ${job.id} are not complete: ${reported} of ${expected ?? 'an unknown number of'} items ` +
        `${reported === 1 ? 'is' : 'are'} reported${unfinished.length > 0 ? ', some of them as "in_progress"' : ''}. ` +
        (job.status === 'pending' ? START_FIRST : 'Report the others, or finish with "allowMissing": true.'),
    );
    this.extensions = { expected, reported, unfinished: [...unfinished] };
  }
}

/** Only dead results are redelivered or discarded. */
export class ItemsNotDead extends DomainError {
  readonly type = 'EXPORT_JOB_ITEMS_NOT_DEAD';

  /** `accountingEntryIds`: those that were asked for and are not dead; none when all of the job were. */
  constructor(
    readonly jobId: string,
    readonly accountingEntryIds: readonly string[] = [],
  ) {
    super(
      accountingEntryIds.length === 0
        ? `No item result of export job ${jobId} is dead: there is nothing to redeliver or discard.`
        : `Of export job ${jobId}, ${accountingEntryIds.length === 1 ? 'this item result is' : 'these item results are'} ` +
            `not dead: ${listed(accountingEntryIds)}. Nothing was redelivered or discarded.`,
    );
  }
}

/** So many ids are named; an answer must not grow with the request. */
const LISTED = 10;

function listed(ids: readonly string[]): string {
  const more = ids.length - LISTED;
  return ids.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
