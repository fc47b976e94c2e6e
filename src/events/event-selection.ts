import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ExportJobEventFilter } from './dto/export-job-event-query.dto.js';

/** Which events are meant: those that fulfil everything that is given. */
export interface EventSelection extends ExportJobEventFilter {
  readonly ids?: readonly string[] | null;
}

/** What a filter asks of an event's last attempt. */
export const LAST_ATTEMPT_FILTERS = [
  ['lastStatusCode', 'coalesce(last.status_code, 0) = :lastStatusCode'],
  ['lastErrorType', 'last.error_type = :lastErrorType'],
  ['lastTriedAfter', 'last.started_at > :lastTriedAfter'],
  ['lastTriedBefore', 'last.started_at < :lastTriedBefore'],
] as const satisfies readonly (readonly [keyof ExportJobEventFilter, string])[];

/** Filters that may leave out almost all that the index of a list leads to. */
const SELECTIVE = [
  'ids',
  'waitingFor',
  'companyId',
  'event',
  'failureReasonType',
  'putAway',
  'outcome',
  'deliveredSince',
  'failedSince',
  ...LAST_ATTEMPT_FILTERS.map(([name]) => name),
] as const satisfies readonly (keyof EventSelection)[];

/** The rows of the outbox that are pending, or dead, as `:dead` says. */
export const IS_QUEUED = "waiting.kind = 'event' AND waiting.dead = :dead";

/** Whether only undelivered events are meant: those are read from the outbox, whatever the history. */
export function isQueued({ deliveryStatus, waitingFor }: EventSelection): boolean {
  return deliveryStatus === 'pending' || deliveryStatus === 'dead' || (!deliveryStatus && !!waitingFor);
}

/** The parameter of IS_QUEUED. */
export function queuedOf({ deliveryStatus }: EventSelection): { dead: boolean } {
  return { dead: deliveryStatus === 'dead' };
}

/** Whether the rows that match may lie far apart. */
export function isSelective(filter: EventSelection): boolean {
  return SELECTIVE.some((name) => filter[name] != null);
}

/** Both columns say the same; each has the index that leads to what is asked for. */
export function acceptedAtOf(filter: EventSelection): string {
  return isQueued(filter) ? 'waiting.acceptedAt' : 'event.acceptedAt';
}

/** The conditions that an index has in it: the range of time, and those of the small indexes of the outbox. */
export function within<Row extends ObjectLiteral>(
  rows: SelectQueryBuilder<Row>,
  filter: EventSelection,
): void {
  const acceptedAt = acceptedAtOf(filter);
  if (filter.acceptedAfter) rows.andWhere(`${acceptedAt} > :acceptedAfter`, filter);
  if (filter.acceptedBefore) rows.andWhere(`${acceptedAt} < :acceptedBefore`, filter);
  if (!isQueued(filter) || filter.waitingFor?.length !== 1) return;
  if (filter.waitingFor[0] === 'turn') rows.andWhere('waiting.dueAt IS NULL AND NOT waiting.dead');
  if (filter.waitingFor[0] === 'retry') rows.andWhere('waiting.retries > 0 AND NOT waiting.dead');
}
