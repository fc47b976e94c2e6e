import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, ValidateIf } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsReason } from '../../api/fields/reason.decorator.js';
import { IsWholeNumber } from '../../api/fields/whole-number.decorator.js';
import { AreUuids } from '../../api/fields/uuids.decorator.js';
import type { Mistake } from '../../api/validation.js';
import { ExportJobEventFilter } from '../../events/dto/export-job-event-query.dto.js';

/** Events that are named at once, at most. */
const MAX_NAMED = 1000;

/** Characters of a reason, at most. */
const MAX_REASON = 1000;

/** Where the delivery of an event stands that may be discarded. */
const DISCARDABLE = ['dead', 'pending'] as const;
type Discardable = (typeof DISCARDABLE)[number];

/** Which dead events are to be delivered again. */
export class RedeliverExportJobEvents extends ExportJobEventFilter {
  /** These events, as far as they match the other filters. */
  @IsOptional()
  @AreUuids(MAX_NAMED)
  ids?: string[] | null;

  /** Has to be true where nothing else says which events are meant: then all are. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  all?: boolean;

  /** Only count, change nothing. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  dryRun?: boolean;

  /** The largest number of events, for a caller that shows progress; without it the request does all of them. */
  @IsOptional()
  @IsWholeNumber(1, 10_000)
  limit?: number | null;

  static mistakesBetween({
    all,
    dryRun: _dry,
    limit: _limit,
    ...filter
  }: RedeliverExportJobEvents): Mistake[] {
    return saysWhich(all, filter);
  }
}

/** Nobody means everything by saying nothing. */
function saysWhich(all: unknown, filter: object): Mistake[] {
  if (all === true || Object.values(filter).some((value) => value != null)) return [];
  return [{ pointer: '/all', detail: 'must be true to mean every event; else name a filter' }];
}

/** How far a redelivery has come. */
export class RedeliveryCount {
  /** Events that are due again by this request; with `dryRun`, that would be. */
  @ApiProperty({ type: 'integer' })
  count!: number;

  /** Events that match and are left where there is a `limit`: repeat the request until this is 0. */
  @ApiProperty({ type: 'integer' })
  remaining!: number;
}

/** Why something is given up. */
export class DiscardReason {
  /**
   * Kept in the history of the job.
   * @example "The customer corrected the entries by hand."
   */
  @IsReason(MAX_REASON)
  reason!: string;
}

/** Why an event is given up, and as what. */
export class DiscardExportJobEvent extends DiscardReason {
  /** What the event has to be: `dead` (default), or `pending` to give up what still waits. */
  @IsOptional()
  @IsOneOf(DISCARDABLE)
  deliveryStatus?: Discardable | null;
}

/** Which events are given up, and why. */
export class DiscardExportJobEvents extends OmitType(RedeliverExportJobEvents, ['deliveryStatus']) {
  /** What the events have to be: `dead` (default), or `pending` to give up what still waits. */
  @IsOptional()
  @IsOneOf(DISCARDABLE)
  deliveryStatus?: Discardable | null;

  /** As for one event; not needed with `dryRun`. */
  @ApiProperty({ required: false })
  @ValidateIf(({ dryRun, reason }: DiscardExportJobEvents) => dryRun !== true || reason != null)
  @IsReason(MAX_REASON)
  reason?: string | null;

  static mistakesBetween({
    all,
    dryRun: _dry,
    limit: _limit,
    reason: _reason,
    deliveryStatus,
    ...filter
  }: DiscardExportJobEvents): Mistake[] {
    const mistakes = saysWhich(all, filter);
    if (filter.waitingFor && (deliveryStatus ?? 'dead') === 'dead')
      mistakes.push({
        pointer: '/waitingFor',
        detail: 'needs deliveryStatus "pending": dead events wait for nothing',
      });
    return mistakes;
  }
}

/** How far a discard has come. */
export class DiscardCount {
  /** Events that this request has discarded; with `dryRun`, that it would discard. */
  @ApiProperty({ type: 'integer' })
  count!: number;

  /** Events that match and are left where there is a `limit`: repeat the request until this is 0. */
  @ApiProperty({ type: 'integer' })
  remaining!: number;

  /** Events that matched and were left alone, because they were being delivered at that moment. */
  @ApiProperty({ type: 'integer' })
  underWay!: number;
}

/** When the dead events that are counted were last tried. */
export class DeadCauseQuery extends PickType(ExportJobEventFilter, ['lastTriedAfter', 'lastTriedBefore']) {}

/** Dead events whose last attempt was answered alike. */
export class DeadCause {
  /** As in the filter `lastStatusCode`: 0 is no answer. */
  @ApiProperty({ type: 'integer' })
  statusCode!: number;

  /** As in the filter `lastErrorType`: empty when the answer had none. */
  errorType!: string;

  /** `refused`, `conflict` or `expired`, as in `delivery.outcome`. */
  outcome!: string;

  @ApiProperty({ type: 'integer' })
  count!: number;

  /** The earliest of the last attempts. */
  firstAt!: Date;

  lastAt!: Date;

  /** What was wrong with the latest one. */
  error!: string | null;
}

/** Why events are dead, the most frequent cause first. */
export class DeadCauses {
  data!: DeadCause[];
}
