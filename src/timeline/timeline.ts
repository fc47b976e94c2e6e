import type { AuditEntryEntity } from '../queue/audit-entry.entity.js';
import type { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import { originOf } from '../lifecycle/job-origin.js';
import type { JobLeaseChangeEntity } from '../job-leases/job-lease-change.entity.js';
import type { ExportJobEntity } from '../jobs/job.entity.js';
import type { JobEvent } from '../lifecycle/job-state.js';
import type { TimelineEntry } from './dto/timeline.dto.js';
import { attemptMade, endOf, entry, retryPlanned } from './entry.js';
import { type ItemsHistory, itemsStoryOf, type Results } from './items-story.js';
import type { ExportJobEventEntity } from '../queue/job-event.entity.js';

/** What the tables hold about one job. */
export interface JobHistory {
  readonly job: ExportJobEntity;
  readonly events: readonly ExportJobEventEntity[];
  /** Of events. */
  readonly attempts: readonly DeliveryAttemptEntity[];
  readonly audit: readonly AuditEntryEntity[];
  /** What happened to its leases. */
  readonly leases?: readonly JobLeaseChangeEntity[];
  /** Of the results of its items; null where none were reported. */
  readonly items: Pick<ItemsHistory, 'message' | 'results' | 'attempts'> | null;
}

const LEASE_CHANGES = {
  claimed: 'A worker has claimed the job.',
  resumed: 'A worker has claimed the job again.',
  released: 'Its worker gave the job back.',
  lapsed: 'Its worker sent nothing in time: others may claim the job.',
};

const SOURCES = {
  api: 'Registered through the API.',
  event: 'Seen for the first time in an event.',
  webhook: 'Announced by Pleo.',
};

const CREATED = 'Created at Pleo through the relay.';

/** A job's history, oldest first. Entries of one millisecond keep their necessary order. */
export function timelineOf({
  job,
  events,
  attempts,
  audit,
  leases = [],
  items,
}: JobHistory): TimelineEntry[] {
  const seen = entry({
    at: job.createdAt,
    type: 'registered',
    summary: job.source === 'api' ? registrationBy(job.registeredBy) : SOURCES[job.source],
    by: job.source === 'event' ? (events[0]?.reportedBy ?? null) : job.registeredBy,
  });
  const registeredLater =
    job.source === 'event' && job.registeredAt
      ? [
          entry({
            at: job.registeredAt,
            type: 'registered',
            summary: registrationBy(job.registeredBy),
            by: job.registeredBy,
          }),
        ]
      : [];
  const ofMessage = <Row extends { sequence: number }>(
    rows: readonly Row[],
    { sequence }: { sequence: number },
  ) => rows.filter((row) => row.sequence === sequence);
  const ofEvents = events.flatMap((event) =>
    storyOf(event, ofMessage(attempts, event), ofMessage(audit, event), items?.results ?? null),
  );
  const final = events.find(
    ({ event, sequence }) => event !== 'started' && sequence > (items?.message.sequence ?? 0),
  );
  const ofItems = items
    ? itemsStoryOf({
        ...items,
        audit: ofMessage(audit, items.message),
        final: final
          ? { acceptedAt: final.acceptedAt, firstAttempt: ofMessage(attempts, final)[0] ?? null }
          : null,
      })
    : [];
  const ofLeases = leases.map(({ change, at, by }) =>
    entry({ at, type: change, summary: LEASE_CHANGES[change], by }),
  );
  return [seen, ...registeredLater, ...ofLeases, ...ofEvents, ...ofItems].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
}

/** In words. A caller's name is that of its key. */
function registrationBy(name: string | null): string {
  const origin = originOf(name);
  if (origin === null) return SOURCES.api;
  return origin === 'creation' ? CREATED : SOURCES.webhook;
}

function storyOf(
  event: ExportJobEventEntity,
  attempts: DeliveryAttemptEntity[],
  audit: AuditEntryEntity[],
  results: Results | null,
): TimelineEntry[] {
  const about = { eventId: event.id, event: event.event };
  const accepted = entry({
    ...about,
    at: event.acceptedAt,
    type: event.origin === 'expiry' ? 'expired' : 'accepted',
    summary: event.origin === 'expiry' ? (event.failureReason ?? '') : acceptance(event, results),
    by: event.reportedBy,
  });
  const lastStraws = lastStrawsOf(event, attempts, audit);
  const tried = attempts.flatMap((attempt) => attemptEntries(about, attempt, lastStraws.has(attempt)));
  const acts = audit.map(({ at, action, by, reason }) =>
    entry({
      ...about,
      at,
      type: action,
      by,
      summary: reason ?? 'To be delivered again.',
      outcome: action === 'discarded' ? action : null,
    }),
  );
  const delivered = event.deliveredAt
    ? [
        entry({
          ...about,
          at: event.deliveredAt,
          type: 'delivered',
          summary: `Pleo knows of "${event.event}".`,
          outcome: event.outcome,
        }),
      ]
    : [];
  return [accepted, ...tried, ...acts, ...delivered];
}

/** The worker's word counts, and what speaks against it is pointed out. */
function acceptance({ event }: ExportJobEventEntity, results: Results | null): string {
  const failed = event === 'completed' ? (results?.failed ?? 0) : 0;
  if (failed === 0) return `"${event}" was accepted.`;
  return `"${event}" was accepted, although ${failed === 1 ? '1 result' : `${failed} results`} failed.`;
}

/** The attempt, and what followed from it unless that is told elsewhere: another try, or none. */
function attemptEntries(
  about: { eventId: string; event: JobEvent },
  attempt: DeliveryAttemptEntity,
  isTheLastStraw: boolean,
): TimelineEntry[] {
  const { retryAt, outcome } = attempt;
  const summary = attemptSummary(attempt);
  const told = [attemptMade(about, attempt, summary), ...retryPlanned(about, attempt)];
  if (retryAt || !isTheLastStraw) return told;
  const end = outcome === 'passing' ? 'expired' : outcome;
  return [...told, entry({ ...about, at: endOf(attempt), type: 'dead', summary, outcome: end })];
}

function attemptSummary({ error, outcome, request, pleoStatus, statusCode }: DeliveryAttemptEntity): string {
  if (error) return error;
  return outcome === 'confirmed'
    ? `Pleo answered ${statusCode}, but its job is "${pleoStatus}": the event had arrived.`
    : `Pleo took "${request}".`;
}

/**
 * The attempts that made the event dead: one before each redelivery or discard, and one more if it is dead now. A
 * refusal that reached a replica which had lost its claim already is no such attempt.
 */
function lastStrawsOf(
  { event, deliveryStatus }: ExportJobEventEntity,
  attempts: DeliveryAttemptEntity[],
  audit: AuditEntryEntity[],
): Set<DeliveryAttemptEntity | undefined> {
  const fatal = attempts.filter(({ outcome, request, retryAt }) =>
    outcome === 'passing'
      ? retryAt === null
      : request === event && (outcome === 'refused' || outcome === 'conflict'),
  );
  const straws = audit.map(({ at }) => fatal.findLast(({ startedAt }) => startedAt <= at));
  return new Set(deliveryStatus === 'dead' ? [...straws, fatal.at(-1)] : straws);
}
