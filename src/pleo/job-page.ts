import { ValidationFailed } from '../api/validation.js';
import { type PleoExportJob, pleoExportJobOf } from './dto/pleo-export-job.dto.js';
import { nextPageOf } from './next-page.js';
import type { PleoAnswer } from './pleo.answer.js';

/** A page of Pleo's list of jobs. */
export interface JobPage {
  readonly jobs: readonly PleoExportJob[];
  /** Malformed entries. They do not stop the reading. */
  readonly senseless: number;
  /** Where the next page begins; null when this is the last one. */
  readonly next: string | null;
}

/** The page in Pleo's answer to `GET /export-jobs`, or null if it is malformed. No body at all is an empty list. */
export function jobPageOf({ status, rawBody }: PleoAnswer & { kind: 'answered' }): JobPage | null {
  if (status < 200 || status > 299) return null;
  if (rawBody.trim() === '') return { jobs: [], senseless: 0, next: null };
  try {
    const { data, pagination } = JSON.parse(rawBody) as { data: unknown; pagination?: unknown };
    if (!Array.isArray(data)) return null;
    const read = data.map((entry: unknown) => pleoExportJobOf(entry, ''));
    const jobs = read.filter((job): job is PleoExportJob => !(job instanceof ValidationFailed));
    const next = nextPageOf(pagination);
    return next === undefined ? null : { jobs, senseless: read.length - jobs.length, next };
  } catch {
    return null;
  }
}
