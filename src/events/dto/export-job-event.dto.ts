import { ApiProperty } from '@nestjs/swagger';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_EVENTS,
  type JobEvent,
} from '../../lifecycle/job-state.js';
import type { DeliveryAttemptEntity } from '../../queue/delivery-attempt.entity.js';
import { Pagination } from '../../api/dto/page.dto.js';
import {
  DELIVERY_STATUSES,
  type DeliveryStatus,
  type EventOrigin,
  type ExportJobEventEntity,
} from '../../queue/job-event.entity.js';

/** What keeps a pending event from being sent right now. */
export class WaitingFor {
  /**
   * `turn`: an earlier event of the job, or results of its items, go first. `blocked`: these are dead and need a
   * person. `retry`: the last attempt met a transient fault; the next one is planned. `paused`: all deliveries are held
   * back, because Pleo asked to wait, refused the credential, or did not answer many times in a row; there is no
   * credential to send with; or a person paused them. `put_away`: the company is put away; nothing of it is sent until
   * it is taken back.
   */
  @ApiProperty({ type: String, enum: ['turn', 'retry', 'paused', 'blocked', 'put_away'] })
  reason!: 'turn' | 'retry' | 'paused' | 'blocked' | 'put_away';

  /** With `turn` and `blocked`, where results of the job's items go first and not an earlier event. */
  @ApiProperty({ type: String, enum: ['items'] })
  behind?: 'items';

  /** The earlier event, with `turn` and `blocked`. */
  @ApiProperty({ format: 'uuid' })
  eventId?: string;

  /**
   * When the next attempt is planned, with `retry`; when deliveries go on, or are tried again, with `paused`, which is
   * never in the past; when dead results let the event go anyway (DEAD_ITEMS_HOLD_SECONDS), with `blocked`. Left
   * out where nothing is tried before a person has acted.
   */
  until?: Date;

  /** With `paused`: why, in a sentence. */
  because?: string;

  /**
   * With `paused`: who has to act. `pleo`: no person here. `credential`: the owner of the credential of the settings,
   * or of its key. `customer`: the company whose own credential it is. `operator`: the person who paused deliveries by
   * hand.
   */
  @ApiProperty({ type: String, enum: ['pleo', 'credential', 'customer', 'operator'] })
  responsible?: 'pleo' | 'credential' | 'customer' | 'operator';
}

/** How far an event has come on its way to Pleo. */
export class EventDelivery {
  @ApiProperty({ type: String, enum: [...DELIVERY_STATUSES] })
  status!: DeliveryStatus;

  /** Requests that were made to Pleo for it. */
  @ApiProperty({ type: 'integer' })
  attempts!: number;

  /**
   * When the next attempt may start; null while one is under way, before its turn, while its company is put
   * away, and once it is settled.
   */
  nextAttemptAt!: Date | null;

  deliveredAt!: Date | null;

  /**
   * How it was settled: `delivered` (Pleo took it), `confirmed` (Pleo's job is where the event leads), `refused`,
   * `conflict` (Pleo's job ended otherwise), `expired` (retried for too long), `discarded`.
   */
  outcome!: string | null;

  /** The HTTP status of Pleo's last answer; null when the last attempt got none. */
  @ApiProperty({ type: 'integer' })
  lastStatusCode!: number | null;

  /** What was wrong with the last attempt. */
  lastError!: string | null;

  /** Null when nothing holds the event back. */
  @ApiProperty({ type: () => WaitingFor, nullable: true })
  waitingFor!: WaitingFor | null;
}

/** An accepted event and its way to Pleo. Unset fields are null. */
export class ExportJobEvent {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  jobId!: string;

  @ApiProperty({ type: String, enum: [...JOB_EVENTS] })
  event!: JobEvent;

  failureReason!: string | null;

  @ApiProperty({ type: String, enum: [...FAILURE_REASON_TYPES], nullable: true })
  failureReasonType!: FailureReasonType | null;

  /** 1, 2 within the job: it has two events at most. */
  @ApiProperty({ type: 'integer' })
  sequence!: number;

  acceptedAt!: Date;

  /** `expiry` when the relay itself failed the job because its worker was silent. */
  @ApiProperty({ type: String, enum: ['api', 'expiry'] })
  origin!: EventOrigin;

  delivery!: EventDelivery;
}

/** One request to Pleo. */
export class DeliveryAttempt {
  /** 1, 2, … within the event. */
  @ApiProperty({ type: 'integer' })
  number!: number;

  /** What was sent: the event itself, or `started` when Pleo had missed that. */
  @ApiProperty({ type: String, enum: [...JOB_EVENTS] })
  sentEvent!: JobEvent;

  startedAt!: Date;

  @ApiProperty({ type: 'integer' })
  durationMs!: number;

  outcome!: string;

  @ApiProperty({ type: 'integer' })
  statusCode!: number | null;

  /** What went wrong, in a sentence. */
  error!: string | null;

  /** The first 2 KiB of Pleo's answer, when it was not a success. */
  responseExcerpt!: string | null;

  /** The job's status as it was read back from Pleo to settle this attempt. */
  pleoStatus!: string | null;

  /** When the next attempt was planned for. */
  retryAt!: Date | null;
}

/** An event with every request that was made for it, oldest first. */
export class ExportJobEventWithAttempts extends ExportJobEvent {
  attempts!: DeliveryAttempt[];
}

/** An event in a list of events of many jobs. */
export class ListedExportJobEvent extends ExportJobEvent {
  /** The company of its job; null where none is known. */
  @ApiProperty({ format: 'uuid' })
  companyId!: string | null;
}

/** A page of events, newest first. */
export class ExportJobEventPage {
  data!: ListedExportJobEvent[];
  pagination!: Pagination;
}

/** What the public shape takes from a row of `export_job_event`. */
type EventRow = Pick<
  ExportJobEventEntity,
  'id' | 'jobId' | 'event' | 'failureReason' | 'failureReasonType' | 'sequence' | 'acceptedAt' | 'origin'
>;

/** The public shape of a row and where its delivery stands. */
export function toExportJobEvent(row: EventRow, delivery: EventDelivery): ExportJobEvent {
  return {
    id: row.id,
    jobId: row.jobId,
    event: row.event,
    failureReason: row.failureReason,
    failureReasonType: row.failureReasonType,
    // Results of items take places in the job's order too, between its two events.
    sequence: Math.min(row.sequence, 2),
    acceptedAt: row.acceptedAt,
    origin: row.origin,
    delivery,
  };
}

/** The public shape of an attempt. */
export function toDeliveryAttempt(row: DeliveryAttemptEntity): DeliveryAttempt {
  return {
    number: row.number,
    sentEvent: row.request as JobEvent,
    startedAt: row.startedAt,
    durationMs: row.durationMs,
    outcome: row.outcome,
    statusCode: row.statusCode,
    error: row.error,
    responseExcerpt: row.responseExcerpt,
    pleoStatus: row.pleoStatus,
    retryAt: row.retryAt,
  };
}
