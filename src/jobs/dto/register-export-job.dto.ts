import { IsOptional } from 'class-validator';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { IsWholeNumber } from '../../api/fields/whole-number.decorator.js';

/** Tells the relay of a job of Pleo's. */
export class RegisterExportJob {
  /**
   * Pleo's id of the job.
   * @example "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c"
   */
  @IsUuid()
  id!: string;

  /** Pleo's id of the company that exports. */
  @IsOptional()
  @IsUuid()
  companyId?: string | null;

  /** Seconds without a sign of life after which the job counts as failed. Default: JOB_EXPIRES_IN_SECONDS. */
  @IsOptional()
  @IsWholeNumber(1, 604_800)
  expiresIn?: number | null;

  /** How many items the job holds. */
  @IsOptional()
  @IsWholeNumber(0, 2_147_483_647)
  numberOfItems?: number | null;
}
