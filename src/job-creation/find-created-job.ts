import { ValidationFailed } from '../api/validation.js';
import { isFinal, JOB_STATUSES, type JobStatus } from '../lifecycle/job-state.js';
import { type PleoExportJob, pleoExportJobOf } from '../pleo/dto/pleo-export-job.dto.js';
import { nextPageOf } from '../pleo/next-page.js';
import type { Permit } from '../pleo/permit.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import type { PassedVersion, PleoClient } from '../pleo/pleo.client.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import { readItems } from '../pleo/read-items.js';
import { scrub } from '../secrets/sent-secrets.js';

/** A try to create a job, whose answer was lost. */
export interface Try {
  readonly version: PassedVersion;
  readonly companyId: string;
  /** In small letters. */
  readonly entries: ReadonlySet<string>;
  /** `performance.now()` before it was sent. */
  readonly startedAt: number;
}

/** What came of looking for its job. `body` is Pleo's job as Pleo shows one, without the credential that was sent. */
export type Search =
  | {
      readonly kind: 'found';
      readonly job: PleoExportJob;
      readonly body: string;
      readonly hasEnded: boolean;
    }
  | { readonly kind: 'none' }
  /** Pleo's lists could not be read. */
  | { readonly kind: 'unread'; readonly reason: string };

/** `pending` first: a job that is started meanwhile is then seen in the second list. */
const UNFINISHED = JOB_STATUSES.filter((status) => !isFinal(status));
const ENDED = JOB_STATUSES.filter(isFinal);

/** More pages than these are a mistake: a company has one unfinished job at most. */
const MAX_PAGES = 100;

/**
 * How far the clock that writes `Date` may be behind the one that writes `createdAt`, with the seconds cut off. Short:
 * to miss the job is told, and to take an older one of the same entries for it is not.
 */
const SLACK_MS = 5000;

/** The same where there is no `Date`, and our own clock has to do. */
const OWN_SLACK_MS = 30_000;

type Pleo = Pick<PleoClient, 'listCompanyJobs' | 'listNewestCompanyJobs' | 'listItems'>;
/** Whether a job was known here before the try began. */
type IsOlder = (jobId: string) => Promise<boolean>;

type Candidate = Pick<Search & { kind: 'found' }, 'job' | 'body'>;

/**
 * Looks for the job that a try has made: one of the company, not older than the try, with exactly its entries. An older
 * one with the same entries is another caller's, or an export that failed a moment before. All unfinished ones are
 * searched, then the newest of those that have ended: a worker may have been quick. Makes no change at Pleo.
 */
export async function findCreatedJob(
  pleo: Pleo,
  wanted: Try,
  permit: Permit,
  isOlder: IsOlder,
): Promise<Search> {
  const { version, companyId } = wanted;
  const seen = new Set<string>();
  for (const status of UNFINISHED) {
    const cursors = new Set<string>();
    for (let after: string | null = null; ;) {
      const answer: PleoAnswer = await pleo.listCompanyJobs(version, companyId, status, after, permit);
      const page = pageOf(answer, wanted, permit);
      if (typeof page === 'string') return unread(page);
      const found = await among(page.candidates, status, seen, pleo, wanted, permit, isOlder);
      if (found) return found;
      if (page.next === null) break;
      if (cursors.has(page.next) || cursors.size >= MAX_PAGES) return unread('The list does not end.');
      cursors.add(page.next);
      after = page.next;
    }
  }
  for (const status of ENDED) {
    const page = pageOf(await pleo.listNewestCompanyJobs(version, companyId, status, permit), wanted, permit);
    if (typeof page === 'string') return unread(page);
    const found = await among(page.candidates, status, seen, pleo, wanted, permit, isOlder);
    if (found) return found;
  }
  return { kind: 'none' };
}

/** The one of them that has the entries, or why that cannot be told; null when none has. */
async function among(
  candidates: readonly Candidate[],
  status: JobStatus,
  seen: Set<string>,
  pleo: Pleo,
  { entries }: Try,
  permit: Permit,
  isOlder: IsOlder,
): Promise<Search | null> {
  for (const candidate of candidates) {
    if (seen.has(candidate.job.id)) continue;
    seen.add(candidate.job.id);
    if (await isOlder(candidate.job.id)) continue;
    const reading = await readItems(pleo, candidate.job.id, 'all', permit);
    if (reading.kind === 'unread') return unread(reading.fault.error);
    if (!reading.isWhole) return unread('The list of a job’s items does not end.');
    if (areSame(reading.items, entries)) return { kind: 'found', ...candidate, hasEnded: isFinal(status) };
  }
  return permit.cancellation.isOver ? unread('The search was aborted.') : null;
}

/** The jobs of a page that may be the one, or what is wrong with the page. */
function pageOf(
  answer: PleoAnswer,
  wanted: Try,
  { authorization }: Permit,
): { readonly candidates: readonly Candidate[]; readonly next: string | null } | string {
  const fault = readFaultOf(answer);
  if (fault || answer.kind === 'unanswered') return fault?.error ?? '';
  try {
    const { data, pagination } = JSON.parse(answer.rawBody) as { data: unknown; pagination?: unknown };
    const next = nextPageOf(pagination);
    if (!Array.isArray(data) || next === undefined) return 'The list is not in the expected form.';
    const since = earliest(wanted, answer.headers);
    const candidates = data.flatMap((entry: unknown) => {
      const job = pleoExportJobOf(entry, '');
      if (job instanceof ValidationFailed || !isCreatedAfter(entry, since)) return [];
      if (job.companyId && job.companyId !== wanted.companyId) return [];
      return [{ job, body: scrub(JSON.stringify({ data: entry }), authorization) }];
    });
    return { candidates, next };
  } catch {
    return 'The list is not in the expected form.';
  }
}

/** When the try began, by Pleo's clock as far as that is known, in milliseconds since 1970. */
function earliest({ startedAt }: Try, headers: Readonly<Record<string, string>>): number {
  const date = Date.parse(headers['date'] ?? '');
  const sinceMs = performance.now() - startedAt;
  return Number.isNaN(date) ? Date.now() - sinceMs - OWN_SLACK_MS : date - sinceMs - SLACK_MS;
}

function isCreatedAfter(entry: unknown, since: number): boolean {
  const { createdAt } = entry as { createdAt?: unknown };
  return typeof createdAt === 'string' && Date.parse(createdAt) >= since;
}

function areSame(items: ReadonlyMap<string, unknown>, entries: ReadonlySet<string>): boolean {
  return items.size === entries.size && [...entries].every((id) => items.has(id));
}

function unread(reason: string): Search {
  return { kind: 'unread', reason };
}
