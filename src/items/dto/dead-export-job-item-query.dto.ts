import { IsOptional, MaxLength } from 'class-validator';
import { PageLimit } from '../../api/dto/page.dto.js';
import { IsCursor } from '../../api/fields/cursor.decorator.js';
import { IsFlag } from '../../api/fields/flag.decorator.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsTimestampOrDate } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { decodeReportPlace } from '../item-cursor.js';
import { DEAD_OUTCOMES, type DeadOutcome } from '../items-standing.js';

/** Which page of which dead results: of those that fulfil everything that is given. */
export class DeadExportJobItemQuery extends PageLimit {
  @IsOptional()
  @IsUuid()
  jobId?: string;

  /** Results of the jobs of this company. */
  @IsOptional()
  @IsUuid()
  companyId?: string;

  /** What became of them. `too_late`: Pleo's job was over before it heard of them. */
  @IsOptional()
  @IsOneOf(DEAD_OUTCOMES)
  outcome?: DeadOutcome;

  /** Why Pleo did not take them, as `cause` in GET /v1/export-job-items/causes. */
  @IsOptional()
  @IsText()
  @MaxLength(2000, { message: 'must be 2000 characters at most' })
  cause?: string;

  /** `true`: results of companies that are put away; `false`: none of these, as the overview counts. */
  @IsOptional()
  @IsFlag()
  putAway?: boolean;

  @IsOptional()
  @IsTimestampOrDate()
  reportedAfter?: Date;

  @IsOptional()
  @IsTimestampOrDate()
  reportedBefore?: Date;

  /** The `endCursor` of the page before. */
  @IsOptional()
  @IsCursor(decodeReportPlace)
  after?: string;
}
