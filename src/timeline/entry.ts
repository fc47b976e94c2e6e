import type { DeliveryAttemptEntity } from '../queue/delivery-attempt.entity.js';
import type { TimelineEntry } from './dto/timeline.dto.js';

/** What stories take from an attempt. */
export type ToldAttempt = Omit<
  DeliveryAttemptEntity,
  'jobId' | 'sequence' | 'id' | 'responseExcerpt' | 'deliveredAfterMs'
>;

type About = Pick<TimelineEntry, 'eventId' | 'event'>;

/** An entry in which all that is not given is null. */
export function entry(
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

/** When the attempt was over. */
export function endOf({ startedAt, durationMs }: ToldAttempt): Date {
  return new Date(startedAt.getTime() + durationMs);
}

/** The request that was made. */
export function attemptMade(about: About, attempt: ToldAttempt, summary: string): TimelineEntry {
  const { startedAt: at, number, statusCode, durationMs, outcome } = attempt;
  return entry({ ...about, at, type: 'attempt', summary, attempt: number, statusCode, durationMs, outcome });
}

/** The next attempt, if this one met a fault that passes. */
export function retryPlanned(about: About, attempt: ToldAttempt): TimelineEntry[] {
  const { retryAt } = attempt;
  if (!retryAt) return [];
  const summary = `The next attempt is planned for ${retryAt.toISOString()}.`;
  return [entry({ ...about, at: endOf(attempt), type: 'retry_planned', summary, nextAttemptAt: retryAt })];
}
