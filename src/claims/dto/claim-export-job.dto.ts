import { IsOptional } from 'class-validator';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsWholeNumber } from '../../api/fields/whole-number.decorator.js';

/** Which job a worker wants, and for how long. */
export class ClaimExportJob {
  /** A job of this company only. */
  @IsOptional()
  @IsUuid()
  companyId?: string | null;

  /** Seconds until others may claim the job, unless the worker sends something. Default: 300. */
  @IsOptional()
  @IsWholeNumber(30, 3600)
  leaseSeconds?: number | null;

  /** Seconds to wait for a job where there is none. Default: 0. */
  @IsOptional()
  @IsWholeNumber(0, 30)
  waitSeconds?: number | null;
}
