import type { EventDelivery, WaitingFor } from './dto/export-job-event.dto.js';
import { pausedBy } from '../queue/hand-pause.js';
import type { DeliveryStatus } from '../queue/job-event.entity.js';
import type { WaitsFor } from './waits-for.sql.js';

/** Where a delivery stands, as READ_DELIVERIES tells it. */
export interface DeliveryRow {
  id: string;
  status: DeliveryStatus;
  deliveredAt: Date | null;
  outcome: string | null;
  dueAt: Date | null;
  underWay: boolean;
  /** Whether its company is put away. */
  isParked: boolean;
  /** Null unless it is pending. */
  waitsFor: WaitsFor | null;
  /** Why deliveries are paused; null while they are not. */
  pauseReason: string | null;
  pauseResponsible: WaitingFor['responsible'];
  /** Set while they are paused: when they go on, or the next probe goes; null where a person has to act first. */
  pausedUntil: Date | null;
  /** Why a person paused deliveries, null where nobody did; who, where that is known; and until when, if it ends so. */
  handReason: string | null;
  handBy: string | null;
  handUntil: Date | null;
  firstId: string | null;
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
    nextAttemptAt: nextAttemptAt(row),
    deliveredAt: row.deliveredAt,
    outcome: row.outcome,
    lastStatusCode: row.lastStatusCode,
    lastError: row.lastError,
    waitingFor: waitingFor(row),
  };
}

function waitingFor(row: DeliveryRow): WaitingFor | null {
  switch (row.waitsFor) {
    case 'put_away':
      return { reason: 'put_away' };
    case 'turn':
    case 'blocked':
      return behind(
        {
          id: row.firstId ?? '',
          status: row.waitsFor === 'blocked' ? 'dead' : 'pending',
          kind: row.firstKind ?? 'event',
        },
        row.firstHoldsUntil,
      );
    case 'paused': {
      const { until = null, ...why } = pauseOf(row) ?? { because: '' };
      return { reason: 'paused', ...(until && { until }), ...why };
    }
    case 'retry':
      return { reason: 'retry', ...(row.dueAt && { until: row.dueAt }) };
    default:
      return null;
  }
}

interface PauseOfOne {
  readonly because: string;
  readonly responsible: NonNullable<WaitingFor['responsible']>;
  /** Null: a person has to act. */
  readonly until: Date | null;
}

/** What holds a pending message back beside its job: a pause by hand before one that Pleo's answers led to. */
function pauseOf(row: DeliveryRow): PauseOfOne | null {
  const { pauseReason, pauseResponsible, pausedUntil, handReason, handBy, handUntil } = row;
  if (row.status !== 'pending' || row.underWay) return null;
  if (handReason !== null)
    return { because: pausedBy(handBy, handReason), responsible: 'operator', until: handUntil };
  if (pauseReason === null || pauseResponsible === undefined) return null;
  return { because: pauseReason, responsible: pauseResponsible, until: pausedUntil };
}

function nextAttemptAt(row: DeliveryRow): Date | null {
  const { underWay, isParked, dueAt, handReason } = row;
  const pause = pauseOf(row);
  if (underWay || isParked || pause?.until === null) return null;
  // Nothing of it is tried before, not even as a probe.
  return pause && handReason !== null && dueAt !== null && dueAt < pause.until ? pause.until : dueAt;
}

function behind({ id, status, kind }: Head, until: Date | null): WaitingFor {
  const reason = status === 'dead' ? 'blocked' : 'turn';
  if (kind === 'event') return { reason, eventId: id };
  return { reason, behind: 'items', ...(until && { until }) };
}
