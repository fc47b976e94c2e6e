import type { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import { MAX_ACT_BATCH } from '../queue/dead-items.sql.js';
import { MAX_REPORTERS } from '../queue/enqueue-items.sql.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';
import type { TimelineEntry } from './dto/timeline.dto.js';
import { attemptMade, endOf, entry, retryPlanned, type ToldAttempt } from './entry.js';
import { prolongation } from './prolongation.js';

/** Requests with results that are listed: of a job with many, the last ones. */
export const LISTED_ATTEMPTS = 20;

/** Batches of one act follow each other so soon. */
const ONE_ACT_MS = 60_000;

/** By how much the time of an attempt may be off, which is told by how long ago a replica began it. */
const ROUNDING_MS = 1000;

/** Who reported the results behind a position, until another one did; and since when, as JSON has it. */
interface LaterReporter {
  readonly by: string | null;
  readonly after: number;
  readonly at: string;
}

/** What is known of the results of a job together. */
export interface Results {
  readonly successful: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly pending: number;
  readonly dead: number;
  readonly discarded: number;
  /** How long dead ones hold, or held, the final event back. */
  readonly holdsUntil: Date | null;
  readonly isHoldOver: boolean;
  readonly pleoLastUpdatedAt: Date | null;
  /** Each report of a result has the next position in its job. */
  readonly lastPosition: number;
  readonly lastReportedAt: Date | null;
  /** Who reported after the first one, in turn; null where nobody did. */
  readonly laterReporters: readonly LaterReporter[] | null;
  /** Of one that is dead. */
  readonly deadOutcome: string | null;
  readonly deadError: string | null;
}

/** What the tables hold about the results of one job. */
export interface ItemsHistory {
  /** The message that carries them. */
  readonly message: Pick<
    ExportJobEventEntity,
    'sequence' | 'acceptedAt' | 'reportedBy' | 'deliveryStatus' | 'deliveredAt' | 'outcome'
  >;
  readonly results: Results;
  /** The first one, and the last LISTED_ATTEMPTS. */
  readonly attempts: readonly ToldAttempt[];
  readonly audit: readonly AuditEntryEntity[];
  /** The event behind them that ends the job. */
  readonly final: { readonly acceptedAt: Date; readonly firstAttempt: ToldAttempt | null } | null;
}

const ABOUT = { eventId: null, event: null };

/** Tells of the results of a job, which it counts and does not list. Not sorted. */
export function itemsStoryOf(history: ItemsHistory): TimelineEntry[] {
  const { message, results, audit } = history;
  return [
    ...reportEntries(history),
    ...attemptEntries(history),
    ...prolongation(history),
    ...deadEntries(history),
    ...actEntries(audit),
    ...letGo(history),
    ...(message.deliveredAt
      ? [
          entry({
            at: message.deliveredAt,
            type: 'delivered',
            summary: told(results),
            outcome: message.outcome,
          }),
        ]
      : []),
  ];
}

/**
 * One for all results that a reporter sent until another one did. The last one says where they stand, since there is no
 * telling of each where it stood at an earlier time.
 */
function reportEntries({ message, results }: ItemsHistory): TimelineEntry[] {
  const { lastPosition, laterReporters } = results;
  const reporters = [
    { by: message.reportedBy, at: message.acceptedAt, after: 0 },
    ...(laterReporters ?? []).map((one) => ({ ...one, at: new Date(one.at) })),
  ];
  return reporters.map(({ by, at, after }, index) => {
    const next = reporters[index + 1];
    const count = (next?.after ?? lastPosition) - after;
    const sent = `${resultsOf(count)} ${count === 1 ? 'was' : 'were'} reported.`;
    const others =
      index < MAX_REPORTERS ? '' : ' By others too: no more changes of the reporter are kept of one job.';
    const summary = next
      ? sent
      : index === 0
        ? `Results of ${standing(results)}${lastReport(at, results)}`
        : `${sent}${lastReport(at, results)}${others} In all, results of ${standing(results)}`;
    return entry({ at, type: 'accepted', summary, by });
  });
}

/** When the last result of a reporter came whose first one came at `at`. */
function lastReport(at: Date, { lastReportedAt }: Results): string {
  return lastReportedAt && lastReportedAt > at
    ? ` The last one came at ${lastReportedAt.toISOString()}.`
    : '';
}

function standing({ successful, failed, inProgress }: Results): string {
  const all = successful + failed + inProgress;
  const parts = [
    successful > 0 && `${successful} successful`,
    failed > 0 && `${failed} failed`,
    inProgress > 0 && `${inProgress} in progress`,
  ].filter(Boolean);
  return `${all === 1 ? '1 entry' : `${all} entries`} were reported: ${parts.join(', ')}.`;
}

function told({ discarded, ...results }: Results): string {
  const delivered = `${resultsOf(deliveredOf({ discarded, ...results }))} delivered`;
  return discarded > 0 ? `${delivered}, ${discarded} discarded.` : `${delivered}.`;
}

function deliveredOf({ successful, failed, inProgress, pending, dead, discarded }: Results): number {
  return successful + failed + inProgress - pending - dead - discarded;
}

/** The last requests, and how many there were before. */
function attemptEntries({ attempts }: ItemsHistory): TimelineEntry[] {
  const listed = attempts.slice(-LISTED_ATTEMPTS);
  const [first] = attempts;
  const [oldest] = listed;
  const earlier = (oldest?.number ?? 1) - 1;
  const before =
    first && earlier > 0
      ? [entry({ at: first.startedAt, type: 'earlier_attempts', summary: earlierRequests(earlier) })]
      : [];
  return [
    ...before,
    ...listed.flatMap((attempt) => [
      attemptMade(ABOUT, attempt, attemptSummary(attempt)),
      ...retryPlanned(ABOUT, attempt),
    ]),
  ];
}

function earlierRequests(count: number): string {
  return count === 1 ? '1 earlier request with results.' : `${count} earlier requests with results.`;
}

function attemptSummary({ error, outcome, request, statusCode, entries }: ToldAttempt): string {
  if (error) return error;
  if (entries === null) return `Pleo took "${request}".`;
  return outcome === 'confirmed'
    ? `Pleo answered ${statusCode}, but has what was sent: ${resultsOf(entries)} had arrived.`
    : `Pleo took ${resultsOf(entries)}.`;
}

/** Those that are dead now: told at the last request that may have been their end. */
function deadEntries({ message, results, attempts }: ItemsHistory): TimelineEntry[] {
  const { dead, deadOutcome, deadError } = results;
  if (dead === 0) return [];
  const listed = attempts.slice(-LISTED_ATTEMPTS);
  const last = listed.findLast(isFatal);
  const at = last ? endOf(last) : (listed[0]?.startedAt ?? message.acceptedAt);
  const delivered = deliveredOf(results);
  const which = delivered > 0 ? `${resultsOf(delivered)} delivered, ${dead} dead` : areDead(dead);
  const summary = `${which}: ${deadError ?? 'no reason is known.'}`;
  return [entry({ at, type: 'dead', summary, outcome: deadOutcome })];
}

function isFatal({ outcome, retryAt, entries }: ToldAttempt): boolean {
  if (entries === null) return false;
  return ['refused', 'partial', 'conflict'].includes(outcome) || (outcome === 'passing' && retryAt === null);
}

/**
 * Acts of people, oldest first. What concerns many results is written in batches: such an act goes on behind a full
 * one, and what comes after any other is an act of its own.
 */
function actEntries(audit: readonly AuditEntryEntity[]): TimelineEntry[] {
  const acts: (AuditEntryEntity & { last: Date; lastBatch: number | null })[] = [];
  for (const one of audit) {
    const act = acts.at(-1);
    const isSame =
      act !== undefined &&
      act.lastBatch === MAX_ACT_BATCH &&
      (['action', 'by', 'reason'] as const).every((field) => act[field] === one[field]) &&
      one.at.getTime() - act.last.getTime() < ONE_ACT_MS;
    if (isSame)
      acts[acts.length - 1] = {
        ...act,
        last: one.at,
        lastBatch: one.entries,
        entries: (act.entries ?? 0) + (one.entries ?? 0),
      };
    else acts.push({ ...one, last: one.at, lastBatch: one.entries });
  }
  return acts.map(({ at, action, by, reason, entries }) => {
    const what = resultsOf(entries ?? 0);
    return action === 'redelivered'
      ? entry({ at, type: action, by, summary: `${what} to be delivered again.` })
      : entry({ at, type: action, by, summary: `${what} discarded: ${reason}`, outcome: action });
  });
}

/**
 * That the final event goes although results are dead, and why. It was due at the end of their hold, or when it was
 * accepted after that, or when none of the others waited any more.
 */
function letGo({ message, results, attempts, final }: ItemsHistory): TimelineEntry[] {
  const { holdsUntil, isHoldOver, dead } = results;
  if (!final || !holdsUntil || !isHoldOver) return [];
  const sentAt = final.firstAttempt?.startedAt.getTime() ?? Infinity;
  // Others wait before it still; or it was gone before any of them died.
  if (message.deliveryStatus === 'pending' && sentAt === Infinity) return [];
  if (sentAt + ROUNDING_MS < holdsUntil.getTime()) return [];
  const before = attempts.findLast(({ startedAt }) => startedAt.getTime() <= sentAt);
  const at = Math.max(
    holdsUntil.getTime(),
    final.acceptedAt.getTime(),
    ...(before ? [Math.min(endOf(before).getTime(), sentAt)] : []),
  );
  const although = dead > 0 ? areDead(dead) : 'results were dead';
  const summary =
    `The final event was released although ${although}: they hold it back for DEAD_ITEMS_HOLD_SECONDS at most, ` +
    'since Pleo ends jobs of which it hears nothing.';
  return [entry({ at: new Date(at), type: 'let_go', summary })];
}

function resultsOf(count: number): string {
  return count === 1 ? '1 result' : `${count} results`;
}

function areDead(count: number): string {
  return `${resultsOf(count)} ${count === 1 ? 'is' : 'are'} dead`;
}
