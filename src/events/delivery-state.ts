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
  attempts: number;
  lastStatusCode: number | null;
  lastError: string | null;
}

/** An event that was accepted this moment and is due: nothing has happened to it yet. */
export function dueNow(acceptedAt: Date): EventDelivery {
  return { ...UNTRIED, nextAttemptAt: acceptedAt, waitingFor: null };
}

/** An event that was accepted this moment and goes after another one. */
export function dueAfter(first: { id: string; status: DeliveryStatus }): EventDelivery {
  return { ...UNTRIED, nextAttemptAt: null, waitingFor: behind(first.id, first.status) };
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
  if (row.firstId !== null) return behind(row.firstId, row.firstStatus);
  if (row.underWay) return null;
  if (row.pausedUntil !== null && (row.dueAt === null || row.dueAt <= row.pausedUntil)) {
    return { reason: 'paused', until: row.pausedUntil };
  }
  if (row.dueAt !== null && row.retries !== null && row.retries > 0) {
    return { reason: 'retry', until: row.dueAt };
  }
  return null;
}

function behind(eventId: string, status: DeliveryStatus | null): WaitingFor {
  return { reason: status === 'dead' ? 'blocked' : 'turn', eventId };
}
