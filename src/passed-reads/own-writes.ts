import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type ItemFailureReasonType, type ItemStatus, reasonTypeFor } from '../lifecycle/item-state.js';
import {
  type FailureReasonType,
  isFinal,
  type JobEvent,
  type JobStatus,
  TRANSITIONS,
} from '../lifecycle/job-state.js';
import { pleoTime } from '../pleo/item-update.js';
import type { Changes } from './changed-object.js';
import { FIND_OWN_JOBS, FIND_OWN_RESULTS } from './own-writes.sql.js';
import type { PassedRead } from './passed-read.js';

/** What members of elements have to say, by the id of the element. The status is always among them. */
export type OwnChanges = ReadonlyMap<string, Changes & { readonly status: string }>;

interface OwnJob {
  readonly id: string;
  /** Those that were not at Pleo. */
  readonly events: readonly JobEvent[];
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly expiredAt: Date | null;
  readonly lastUpdatedAt: Date;
  readonly failureReason: string | null;
  readonly failureReasonType: FailureReasonType | null;
}

interface OwnResult {
  readonly id: string;
  readonly status: ItemStatus;
  readonly exportedAt: Date | null;
  readonly externalId: string | null;
  readonly externalUrl: string | null;
  readonly failureReason: string | null;
  readonly failureReasonType: ItemFailureReasonType | null;
}

/** What was accepted here and is not at Pleo yet. */
@Injectable()
export class OwnWrites {
  constructor(private readonly database: Database) {}

  /**
   * What was not at Pleo at the moment `since`, before it was asked, of the jobs or entries `ids`: what was delivered
   * after that Pleo may have answered without. Throws what pg throws.
   */
  async changes({ kind, jobId, version }: PassedRead, ids: string[], since: Date): Promise<OwnChanges> {
    if (kind === 'items') {
      const rows = await this.database.run<OwnResult>(FIND_OWN_RESULTS, [jobId, ids, since]);
      return new Map(rows.map((row) => [row.id, changesOfItem(row, version)]));
    }
    const rows = await this.database.run<OwnJob>(FIND_OWN_JOBS, [ids, since]);
    return new Map(rows.map((row) => [row.id, changesOfJob(row)]));
  }
}

/** Pleo's own times stay where it knows of the event. */
function changesOfJob(job: OwnJob): Changes & { status: JobStatus } {
  const { events, startedAt, completedAt, expiredAt } = job;
  const { to: status } = TRANSITIONS[events.at(-1) as JobEvent];
  return {
    status,
    lastUpdatedAt: pleoTime(job.lastUpdatedAt),
    ...(events.includes('started') && startedAt && { startedAt: pleoTime(startedAt) }),
    ...(isFinal(status) && {
      completedAt: completedAt && pleoTime(completedAt),
      expiredAt: expiredAt && pleoTime(expiredAt),
      failureReason: job.failureReason,
      failureReasonType: job.failureReasonType,
    }),
  };
}

function changesOfItem(item: OwnResult, version: PassedRead['version']): Changes & { status: ItemStatus } {
  const { status, exportedAt, externalId, externalUrl, failureReason, failureReasonType } = item;
  return {
    status,
    exportedAt: exportedAt && pleoTime(exportedAt),
    externalId,
    externalUrl,
    failureReason,
    failureReasonType: failureReasonType && reasonTypeFor(version, failureReasonType),
  };
}
