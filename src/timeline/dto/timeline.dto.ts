import { ApiProperty } from '@nestjs/swagger';
import { JOB_EVENTS, type JobEvent } from '../../lifecycle/job-state.js';

/** Everything that may stand in a timeline. */
export const TIMELINE_TYPES = [
  /** The relay came to know the job. */
  'registered',
  /** A report was accepted: the job's status moved. Or the first results of its items were. */
  'accepted',
  /** A worker has claimed the job, or took it up after another. */
  'claimed',
  'resumed',
  /** The worker gave the job back; or nothing was heard of it in time, and others may claim the job. */
  'released',
  'lapsed',
  /** Nothing was heard of the job in time: the relay failed it. */
  'expired',
  /** Requests with results of items, before those that are listed: counted only. */
  'earlier_attempts',
  /** A request was made to Pleo. */
  'attempt',
  /** The attempt met a transient fault: another one is planned. */
  'retry_planned',
  /** Pleo's job was read behind the first results that it took: whether they prolong its time. */
  'pleo_read',
  'delivered',
  /** Dead: a person must redeliver or discard the event, or the results. */
  'dead',
  'redelivered',
  'discarded',
  /** Dead results no longer hold the final event back. */
  'let_go',
] as const;
export type TimelineType = (typeof TIMELINE_TYPES)[number];

/**
 * One thing that happened to a job, or to the delivery of one of its events or of the results of its items. Fields
 * that do not apply are null.
 */
export class TimelineEntry {
  at!: Date;

  @ApiProperty({ type: String, enum: [...TIMELINE_TYPES] })
  type!: TimelineType;

  /** What happened, in a sentence. */
  summary!: string;

  /** The name of the API key behind it; null without keys, and for what the relay did by itself. */
  by!: string | null;

  /** Null in entries about the job, or about results. */
  @ApiProperty({ format: 'uuid' })
  eventId!: string | null;

  @ApiProperty({ type: String, enum: [...JOB_EVENTS], nullable: true })
  event!: JobEvent | null;

  /** With `attempt`: 1, 2, … within the event, or within the results. */
  @ApiProperty({ type: 'integer' })
  attempt!: number | null;

  /** With `attempt`: the HTTP status of Pleo's answer; null when there was none. */
  @ApiProperty({ type: 'integer' })
  statusCode!: number | null;

  /** With `attempt`: how long the request took. */
  @ApiProperty({ type: 'integer' })
  durationMs!: number | null;

  /** With `attempt`, `delivered`, `dead` and `discarded`: what it came to. */
  outcome!: string | null;

  /** With `retry_planned`: when. */
  nextAttemptAt!: Date | null;
}

/** All that happened to a job, in order. */
export class Timeline {
  data!: TimelineEntry[];
}
