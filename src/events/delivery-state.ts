import type { EventDelivery, WaitingFor } from './dto/export-job-event.dto.js';
import type { DeliveryStatus } from '../queue/job-event.entity.js';

/** Where a delivery stands, as READ_DELIVERIES tells it. */
export interface DeliveryRow {
  id: string;
  status: DeliveryStatus;
  deliveredAt: Date | null;
  outcome: string | null;
  dueAt: Date | null;
  retries: number | null;
  underWay: boolean;
  /** Set while deliveries are paused: when they go on, or the next probe goes. */
  pausedUntil: Date | null;
  firstId: string | null;
  firstStatus: DeliveryStatus | null;
  firstKind: string | null;
  /** How long the first one holds the event back though it is dead; null: as long as it is there. */
  firstHoldsUntil: Date | null;
  attempts: number;
  lastStatusCode: number | null;
  lastError: string | null;
}

/** An event that was accepted this moment and is due: nothing has happened to it yet. */
export function dueNow(acceptedAt: Date): EventDelivery {
  return { nextAttemptAt: acceptedAt, waitingFor: null, ...UNTRIED };
}

/** The message that goes before an event. */
export interface Head {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly kind: string;
}

/** An event that was accepted this moment and goes after another message. */
export function dueAfter(first: Head): EventDelivery {
  return { nextAttemptAt: null, waitingFor: behind(first, null), ...UNTRIED };
}

/** An event that was accepted this moment and that dead results of its items hold back. */
export function heldUntil(until: Date): EventDelivery {
  const first = { id: '', status: 'dead', kind: 'items' } as const;
  return { nextAttemptAt: until, waitingFor: behind(first, until), ...UNTRIED };
}

const UNTRIED = {
  status: 'pending',
  attempts: 0,
  deliveredAt: null,
  outcome: null,
  lastStatusCode: null,
  lastError: null,
} as const;

/** The public shape of a delivery. */
export function toEventDelivery(row: DeliveryRow): EventDelivery {
  return {
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.underWay ? null : row.dueAt,
    deliveredAt: row.deliveredAt,
    outcome: row.outcome,
    lastStatusCode: row.lastStatusCode,
    lastError: row.lastError,
    waitingFor: waitingFor(row),
  };
}

function waitingFor(row: DeliveryRow): WaitingFor | null {
  if (row.status !== 'pending') return null;
  const { firstId, firstStatus, firstKind, firstHoldsUntil, dueAt } = row;
  const isLetGo = firstHoldsUntil !== null && dueAt !== null && dueAt.getTime() <= Date.now();
  if (firstId !== null && !isLetGo) {
    const first = { id: firstId, status: firstStatus ?? 'pending', kind: firstKind ?? 'event' };
    return behind(first, firstHoldsUntil);
  }
  if (row.underWay) return null;
  if (row.pausedUntil !== null && (row.dueAt === null || row.dueAt <= row.pausedUntil)) {
    return { reason: 'paused', until: row.pausedUntil };
  }
  if (row.dueAt !== null && row.retries !== null && row.retries > 0) {
    return { reason: 'retry', until: row.dueAt };
  }
  return null;
}

function behind({ id, status, kind }: Head, until: Date | null): WaitingFor {
  const reason = status === 'dead' ? 'blocked' : 'turn';
  if (kind === 'event') return { reason, eventId: id };
  return { reason, behind: 'items', ...(until && { until }) };
}
