import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, isUUID, ValidateBy } from 'class-validator';
import { OrderedPageQuery } from '../../api/dto/ordered-page.dto.js';
import { IsFlag } from '../../api/fields/flag.decorator.js';
import { LowerCased } from '../../api/fields/lower-cased.decorator.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsSomeOf } from '../../api/fields/some-of.decorator.js';
import { IsTimestampOrDate } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsUuidPrefix } from '../../api/fields/uuid-prefix.decorator.js';
import { IsQueryNumber } from '../../api/fields/whole-number.decorator.js';
import {
  FAILURE_REASON_TYPES,
  type FailureReasonType,
  JOB_STATUSES,
  type JobStatus,
} from '../../lifecycle/job-state.js';
import { DEFAULT_CREDENTIAL } from '../../queue/credential-queue.js';
import { EVERYBODY } from '../../queue/hand-pause.sql.js';
import { JOB_DELIVERY_STATUSES, type JobDeliveryStatus } from './export-job.dto.js';

const PAUSE_OWNERS: readonly unknown[] = [DEFAULT_CREDENTIAL, EVERYBODY];

/** Which jobs a list shows, those that fulfil everything that is given, and in which order. */
export class ExportJobQuery extends OrderedPageQuery {
  /** In one of these statuses; may be repeated. */
  @IsOptional()
  @IsSomeOf(JOB_STATUSES)
  status?: JobStatus[];

  /** Pleo's name for `status`. */
  @IsOptional()
  @IsSomeOf(JOB_STATUSES)
  @Agrees('status')
  statuses?: JobStatus[];

  /** Whose id begins so: what one remembers of an id, or has copied from a list that shortens it. */
  @IsOptional()
  @IsUuidPrefix()
  idPrefix?: string;

  @IsOptional()
  @IsUuid()
  companyId?: string;

  /** Pleo's name for `companyId`. */
  @IsOptional()
  @IsUuid()
  @Agrees('companyId')
  company_id?: string;

  /** What Pleo knows of the job, as in `delivery.status`. */
  @IsOptional()
  @IsOneOf(JOB_DELIVERY_STATUSES)
  deliveryStatus?: JobDeliveryStatus;

  /** Failed for one of these reasons; may be repeated. `job_expired` is the relay's own. */
  @IsOptional()
  @IsSomeOf(FAILURE_REASON_TYPES)
  failureReasonType?: FailureReasonType[];

  /**
   * Whose next message waits for the end of a pause, by hand or not: of `all`, of a company's id, or of those that go
   * out with the `default` credential, as `pauses` of the overview names them.
   */
  @IsOptional()
  @IsPauseOwner()
  pauseOf?: string;

  /** `true`: jobs of companies that are put away; `false`: none of these, as the overview counts. */
  @IsOptional()
  @IsFlag()
  putAway?: boolean;

  /**
   * Unfinished, and expiring within this many seconds unless a worker sends something. Those that expire first come
   * first, unless an `order` is given.
   */
  @IsOptional()
  @IsQueryNumber(0, 604_800)
  expiringWithin?: number;

  @IsOptional()
  @IsTimestampOrDate()
  createdAfter?: Date;

  @IsOptional()
  @IsTimestampOrDate()
  createdBefore?: Date;
}

/** The statuses that are asked for, each once; null when any will do. */
export function statusesOf({ status, statuses = status }: ExportJobQuery): JobStatus[] | null {
  return statuses === undefined ? null : [...new Set(statuses)];
}

/** The company that is asked for, or null. */
export function companyOf({ companyId, company_id = companyId }: ExportJobQuery): string | null {
  return company_id ?? null;
}

/** A word for the owner of a pause, or a company's id, which is lower-cased. */
function IsPauseOwner(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, example: DEFAULT_CREDENTIAL }),
    LowerCased(),
    ValidateBy({
      name: 'pauseOwner',
      validator: {
        validate: (value) => PAUSE_OWNERS.includes(value) || isUUID(value, 'loose'),
        defaultMessage: () => `must be ${PAUSE_OWNERS.join(', ')} or a UUID`,
      },
    }),
  );
}

/** The same under another name: where both are given, they must not differ. */
function Agrees(other: 'status' | 'companyId'): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'agrees',
      validator: {
        validate: (value, args) => {
          const said = (args?.object as ExportJobQuery)[other];
          return said === undefined || textOf(value) === textOf(said);
        },
        defaultMessage: () => `must not differ from ${other}`,
      },
    })(target, property);
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? [...new Set(value)].sort().join() : String(value);
}
