import { IsBoolean, IsOptional } from 'class-validator';

/** How a job is finished. */
export class FinishExportJob {
  /** `true`: entries without a final result count as not successful, instead of being refused. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  allowMissing?: boolean | null;
}
