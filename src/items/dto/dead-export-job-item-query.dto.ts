import { IsOptional } from 'class-validator';
import { PageLimit } from '../../api/dto/page.dto.js';
import { IsCursor } from '../../api/fields/cursor.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { decodeReportPlace } from '../item-cursor.js';

/** Which page of which dead results: of those that fulfil everything that is given. */
export class DeadExportJobItemQuery extends PageLimit {
  @IsOptional()
  @IsUuid()
  jobId?: string;

  /** Results of the jobs of this company. */
  @IsOptional()
  @IsUuid()
  companyId?: string;

  /** The `endCursor` of the page before. */
  @IsOptional()
  @IsCursor(decodeReportPlace)
  after?: string;
}
