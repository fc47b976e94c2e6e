import { ApiProperty } from '@nestjs/swagger';
import { DeadCause } from '../../dead-letters/dto/dead-letters.dto.js';
import { DeadItemCause } from '../../items/dto/dead-item-causes.dto.js';
import { JOB_EVENTS, type JobEvent } from '../../lifecycle/job-state.js';
import { PAUSES } from '../../queue/circuit.js';
import { BY_HAND } from '../../queue/hand-pause.js';
import { RESPONSIBLE, type Responsible } from '../responsible.js';

/** The verdict on the whole. */
export class Verdict {
  /** `well`: nothing to do. `watch`: it passes by itself, or can wait. `trouble`: a person has to act. */
  @ApiProperty({ type: String, enum: ['well', 'watch', 'trouble'] })
  level!: 'well' | 'watch' | 'trouble';

  /**
   * Who has to act on the worst of it; null when all is well. `us`: reports of our workers, or the relay. `customer`: a
   * company whose own credential is no longer valid. `operator`: the person who paused deliveries by hand.
   */
  @ApiProperty({ type: String, enum: [...RESPONSIBLE, 'customer', 'operator'], nullable: true })
  responsible!: Responsible | 'customer' | 'operator' | null;

  /** In a sentence. */
  headline!: string;

  /** All other findings, the worst first, a sentence each. */
  details!: string[];
}

/** Undelivered events, by what they wait for. */
export class Backlog {
  /** All of them, dead ones included, but those of companies that are put away. */
  @ApiProperty({ type: 'integer' })
  events!: number;

  /** The backlog is larger than the counted part, which the numbers are of. */
  isPartial!: boolean;

  /** On their way to Pleo right now. */
  @ApiProperty({ type: 'integer' })
  underWay!: number;

  /** Due now. */
  @ApiProperty({ type: 'integer' })
  due!: number;

  /** For how long the first of those has been due, or results that events wait behind. */
  overdueSeconds!: number;

  /** Waiting for their next try after a transient fault. */
  @ApiProperty({ type: 'integer' })
  retry!: number;

  /** Held back by a pause. */
  @ApiProperty({ type: 'integer' })
  paused!: number;

  /** Behind an earlier event of their job, or its results. */
  @ApiProperty({ type: 'integer' })
  turn!: number;

  /** Behind a dead event of their job, or dead results. */
  @ApiProperty({ type: 'integer' })
  blocked!: number;

  /** Given up on. */
  @ApiProperty({ type: 'integer' })
  dead!: number;

  /** Of companies that are put away, dead or not: they count nowhere else. */
  @ApiProperty({ type: 'integer' })
  putAway!: number;
}

/** Item results that Pleo has not taken. */
export class ItemsBacklog {
  /** Not told yet. */
  @ApiProperty({ type: 'integer' })
  pending!: number;

  /** Pleo did not take them: they wait for a person, and hold their job's final event back for a time. */
  @ApiProperty({ type: 'integer' })
  dead!: number;

  /** Those of the dead whose job was over at Pleo before it heard of them. */
  @ApiProperty({ type: 'integer' })
  tooLate!: number;

  /** Those of them that were successful: a booking was made, and Pleo will never hear of it. */
  @ApiProperty({ type: 'integer' })
  bookedButNeverTold!: number;

  /** There are more dead ones than are counted: the numbers are of the newest 100,000. */
  isPartial!: boolean;
}

/** The pending event that was accepted first. */
export class OldestEvent {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  jobId!: string;

  @ApiProperty({ type: String, enum: [...JOB_EVENTS] })
  event!: JobEvent;

  acceptedAt!: Date;
  ageSeconds!: number;
}

/** A pause of the deliveries with one credential, or one by hand. */
export class CurrentPause {
  /** `default` is the credential of the settings. By hand: the id of a company, or `all`. */
  credential!: string;

  /**
   * `told_to_wait`: Pleo named a time. `credential_refused`: 401 or 403, or there is none to send with. `circuit_open`:
   * many faults in a row. `by_hand`: a person said so, see POST /v1/deliveries/pause.
   */
  @ApiProperty({ type: String, enum: [...PAUSES, BY_HAND] })
  kind!: (typeof PAUSES)[number] | typeof BY_HAND;

  /** What Pleo answered, or who paused and why, in a sentence. */
  reason!: string;

  since!: Date;

  /**
   * When deliveries go on (`told_to_wait`, `by_hand`), or are tried again: never in the past. Null: that is being done
   * (`isBeingTried`), nothing waits that could be tried, or a person has to act first.
   */
  until!: Date | null;

  /** A request is under way that may end the pause, or goes at once. */
  isBeingTried!: boolean;

  /** Who has to act: as in the verdict. */
  @ApiProperty({ type: String, enum: ['pleo', 'credential', 'customer', 'operator'] })
  responsible!: 'pleo' | 'credential' | 'customer' | 'operator';

  /** Jobs whose first message waits for its end, up to 1000. */
  @ApiProperty({ type: 'integer' })
  held!: number;
}

/** Failed requests to Pleo, by who has to act. */
export class Failures {
  /** 5xx, 408, 429, or no answer. */
  @ApiProperty({ type: 'integer' })
  pleo!: number;

  /** 401 and 403. */
  @ApiProperty({ type: 'integer' })
  credential!: number;

  /** Refused for their content: other 4xx. */
  @ApiProperty({ type: 'integer' })
  us!: number;
}

/** Deliveries and failures of one minute. */
export class MinuteOfDeliveries {
  /** Its beginning. */
  at!: Date;

  /** Events that were delivered. */
  @ApiProperty({ type: 'integer' })
  delivered!: number;

  failed!: Failures;

  /** The median time from acceptance to delivery, in milliseconds; null without deliveries. */
  @ApiProperty({ type: 'integer' })
  p50Ms!: number | null;

  @ApiProperty({ type: 'integer' })
  p99Ms!: number | null;
}

/** The last hour. */
export class RecentDeliveries {
  @ApiProperty({ type: 'integer' })
  delivered!: number;

  failed!: Failures;

  /** Events that these requests were made for, delivered since or not; 1000 is that many or more. */
  @ApiProperty({ type: 'integer' })
  failedEvents!: number;

  /** From accept to delivery, as in `minutes`. */
  @ApiProperty({ type: 'integer' })
  p50Ms!: number | null;

  @ApiProperty({ type: 'integer' })
  p99Ms!: number | null;

  /** The oldest first; the last one is under way. */
  minutes!: MinuteOfDeliveries[];
}

/** A job that expires soon unless a worker reports or sends a heartbeat. */
export class ExpiringJob {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  companyId!: string | null;

  expiresAt!: Date;
}

/** Unfinished jobs that expire within ten minutes. */
export class ExpiringJobs {
  /** 1000 is that many or more. */
  @ApiProperty({ type: 'integer' })
  count!: number;

  /** The five that expire first. */
  first!: ExpiringJob[];
}

/** The state of the relay. */
export class Overview {
  /** The database's clock. */
  at!: Date;

  verdict!: Verdict;
  backlog!: Backlog;
  items!: ItemsBacklog;

  @ApiProperty({ type: () => OldestEvent, nullable: true })
  oldest!: OldestEvent | null;

  lastHour!: RecentDeliveries;

  /** Those by hand first, then the first hundred others; of each those that hold up most. */
  pauses!: CurrentPause[];

  /** Why events are dead, the most frequent cause first. */
  deadCauses!: DeadCause[];

  /** The same of results of items, of the 10,000 that were reported last. */
  deadItemCauses!: DeadItemCause[];

  expiring!: ExpiringJobs;
}
