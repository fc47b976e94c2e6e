import { ApiProperty } from '@nestjs/swagger';
import { Pagination } from '../../api/dto/page.dto.js';
import type { ExportJobEntity, JobSource } from '../job.entity.js';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_STATUSES,
  type JobStatus,
} from '../../lifecycle/job-state.js';

/** Where the deliveries of a job stand as a whole. */
export const JOB_DELIVERY_STATUSES = ['pending', 'delivered', 'dead', 'discarded'] as const;
export type JobDeliveryStatus = (typeof JOB_DELIVERY_STATUSES)[number];

/** Where the deliveries of a job's events and item results stand. */
export class JobDelivery {
  /**
   * What Pleo knows. `dead` when an event or a result needs a person, else `pending` while one is under way, else
   * `discarded` when the last event was discarded, else `delivered`; null before the first event.
   */
  @ApiProperty({ type: String, enum: [...JOB_DELIVERY_STATUSES], nullable: true })
  status!: JobDeliveryStatus | null;

  /** Events that are not delivered yet. */
  @ApiProperty({ type: 'integer' })
  pending!: number;

  /** Dead events: a person must redeliver or discard them. */
  @ApiProperty({ type: 'integer' })
  dead!: number;
}

/** How many accounting entries of a job were last reported as what, and how many of these reports Pleo lacks. */
export class JobItems {
  @ApiProperty({ type: 'integer' })
  successful!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: 'integer' })
  inProgress!: number;

  /** Results that are not delivered yet. */
  @ApiProperty({ type: 'integer' })
  pendingDelivery!: number;

  /** Dead results: a person must redeliver or discard them. */
  @ApiProperty({ type: 'integer' })
  dead!: number;
}

/** Which worker has a job. */
export class JobLease {
  /** When others may claim the job, unless its worker sends something. */
  until!: Date;

  /** The name of its API key; null where the relay runs without keys. */
  claimedBy!: string | null;
}

/** An export job as the relay knows it. Unset fields are null. */
export class ExportJob {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  companyId!: string | null;

  @ApiProperty({ type: String, enum: [...JOB_STATUSES] })
  status!: JobStatus;

  createdAt!: Date;
  startedAt!: Date | null;

  /** When the job reached its final status, whichever it is. */
  completedAt!: Date | null;

  /** Set when the job failed because its worker was silent. */
  expiredAt!: Date | null;

  /** The last accepted event or heartbeat. */
  lastUpdatedAt!: Date;

  /** Seconds without a sign of life after which the job expires. */
  @ApiProperty({ type: 'integer' })
  expiresIn!: number;

  /** `lastUpdatedAt` + `expiresIn`; means nothing once the status is final. */
  expiresAt!: Date;

  @ApiProperty({ type: 'integer' })
  numberOfItems!: number | null;

  failureReason!: string | null;

  @ApiProperty({ type: String, enum: [...FAILURE_REASON_TYPES], nullable: true })
  failureReasonType!: FailureReasonType | null;

  /**
   * How the relay came to know the job. `api`: registered, or created at Pleo, through the relay. `event`: seen in an
   * event. `webhook`: announced by Pleo, in a webhook or a list.
   */
  @ApiProperty({ type: String, enum: ['api', 'event', 'webhook'] })
  source!: JobSource;

  /** The status that Pleo gave when it was last asked. */
  pleoStatus!: string | null;

  /** `lastUpdatedAt` of Pleo's job, as it was read once after the first results were delivered. */
  pleoLastUpdatedAt!: Date | null;

  items!: JobItems;

  delivery!: JobDelivery;

  /** The live lease of the worker that claimed the job; null without a claim. */
  @ApiProperty({ type: () => JobLease, nullable: true })
  lease!: JobLease | null;
}

/** A page of jobs, in the order that was asked for. */
export class ExportJobPage {
  data!: ExportJob[];
  pagination!: Pagination;
}

/** What is known of a job beside its row: what waits, what its item results come to, and who has it. */
export interface Undelivered {
  /** Events in the outbox. */
  pending: number;
  dead: number;
  /** Results, by status. */
  successful: number;
  failed: number;
  inProgress: number;
  /** Results, of any status. */
  pendingItems: number;
  deadItems: number;
  pleoLastUpdatedAt: Date | null;
  /** Of its live lease. */
  leasedUntil: Date | null;
  leasedBy: string | null;
  /** Whether its last event was given up. */
  isLastDiscarded: boolean;
}

/** The public shape of a row. */
export function toExportJob(job: ExportJobEntity, undelivered: Undelivered): ExportJob {
  const { pending, dead, successful, failed, inProgress, pendingItems, deadItems } = undelivered;
  const { leasedUntil, leasedBy } = undelivered;
  return {
    id: job.id,
    companyId: job.companyId,
    status: job.status,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
    expiredAt: job.expiredAt,
    lastUpdatedAt: job.lastUpdatedAt,
    expiresIn: job.expiresIn,
    expiresAt: job.expiresAt,
    numberOfItems: job.numberOfItems,
    failureReason: job.failureReason,
    failureReasonType: job.failureReasonType,
    source: job.source,
    pleoStatus: job.pleoStatus,
    pleoLastUpdatedAt: undelivered.pleoLastUpdatedAt,
    items: { successful, failed, inProgress, pendingDelivery: pendingItems, dead: deadItems },
    delivery: { status: job.lastSequence === 0 ? null : deliveryStatusOf(undelivered), pending, dead },
    lease: leasedUntil && { until: leasedUntil, claimedBy: leasedBy },
  };
}

/** As the list says it by DELIVERY_STATUS. */
function deliveryStatusOf(of: Undelivered): JobDeliveryStatus {
  if (of.dead + of.deadItems > 0) return 'dead';
  if (of.pending + of.pendingItems > 0) return 'pending';
  return of.isLastDiscarded ? 'discarded' : 'delivered';
}
