import type { AuditEntryEntity } from '../outbox/audit-entry.entity.js';
import type { DeliveryAttemptEntity } from '../outbox/delivery-attempt.entity.js';
import type { ExportJobEntity } from '../jobs/job.entity.js';
import type { JobEvent } from '../jobs/job-state.js';
import type { TimelineEntry } from './dto/timeline.dto.js';
import type { ExportJobEventEntity } from './job-event.entity.js';

/** What the tables hold about one job. */
export interface JobHistory {
  readonly job: ExportJobEntity;
  readonly events: readonly ExportJobEventEntity[];
  readonly attempts: readonly DeliveryAttemptEntity[];
  readonly audit: readonly AuditEntryEntity[];
}

const SOURCES = {
  api: 'Registered through the API.',
  event: 'Seen for the first time in an event.',
  webhook: 'Announced by Pleo.',
};

/** Tells a job's story, oldest first. What shares a millisecond keeps the order in which it must have happened. */
export function timelineOf({ job, events, attempts, audit }: JobHistory): TimelineEntry[] {
  const registered = entry({
    at: job.createdAt,
    type: 'registered',
    summary: SOURCES[job.source],
    by: job.registeredBy,
  });
  const ofEvents = events.flatMap((event) => {
    const own = <Row extends { sequence: number }>(rows: readonly Row[]) =>
      rows.filter(({ sequence }) => sequence === event.sequence);
    return storyOf(event, own(attempts), own(audit));
  });
  return [registered, ...ofEvents].sort((one, other) => one.at.getTime() - other.at.getTime());
}

function storyOf(
  event: ExportJobEventEntity,
  attempts: DeliveryAttemptEntity[],
  audit: AuditEntryEntity[],
): TimelineEntry[] {
  const about = { eventId: event.id, event: event.event };
  const accepted = entry({
    ...about,
    at: event.acceptedAt,
    type: event.origin === 'expiry' ? 'expired' : 'accepted',
    summary: event.origin === 'expiry' ? (event.failureReason ?? '') : `"${event.event}" was accepted.`,
    by: event.reportedBy,
  });
  const tried = attempts.flatMap((attempt) => attemptEntries(about, attempt));
  const acts = audit.map(({ at, action, by, reason }) =>
    entry({ ...about, at, type: action, by, summary: reason ?? 'To be delivered again.' }),
  );
  return [accepted, ...tried, ...acts, ...settledEntries(about, event, attempts)];
}

function attemptEntries(
  about: { eventId: string; event: JobEvent },
  attempt: DeliveryAttemptEntity,
): TimelineEntry[] {
  const { startedAt, durationMs, retryAt, error, outcome, statusCode, sentEvent } = attempt;
  const endedAt = new Date(startedAt.getTime() + durationMs);
  const made = entry({
    ...about,
    at: startedAt,
    type: 'attempt',
    summary: error ?? (outcome === 'confirmed' ? confirmedSummary(attempt) : `Pleo took "${sentEvent}".`),
    attempt: attempt.number,
    statusCode,
    durationMs,
    outcome,
  });
  if (!retryAt) return [made];
  const summary = `The next attempt is planned for ${retryAt.toISOString()}.`;
  return [made, entry({ ...about, at: endedAt, type: 'retry_planned', summary, nextAttemptAt: retryAt })];
}

function confirmedSummary({ pleoStatus, statusCode }: DeliveryAttemptEntity): string {
  return `Pleo answered ${statusCode}, but its job is "${pleoStatus}": the event had arrived.`;
}

function settledEntries(
  about: { eventId: string; event: JobEvent },
  { deliveryStatus, deliveredAt, outcome, event }: ExportJobEventEntity,
  attempts: DeliveryAttemptEntity[],
): TimelineEntry[] {
  const last = attempts.at(-1);
  if (deliveredAt) {
    return [
      entry({ ...about, at: deliveredAt, type: 'delivered', summary: `Pleo knows of "${event}".`, outcome }),
    ];
  }
  if (deliveryStatus === 'dead' && last) {
    const at = new Date(last.startedAt.getTime() + last.durationMs);
    return [entry({ ...about, at, type: 'dead', summary: last.error ?? 'Given up.', outcome })];
  }
  return [];
}

function entry(
  given: Pick<TimelineEntry, 'at' | 'type' | 'summary'> & Partial<TimelineEntry>,
): TimelineEntry {
  const { at, type, summary, ...more } = given;
  return {
    at,
    type,
    summary,
    by: null,
    eventId: null,
    event: null,
    attempt: null,
    statusCode: null,
    durationMs: null,
    outcome: null,
    nextAttemptAt: null,
    ...more,
  };
}
