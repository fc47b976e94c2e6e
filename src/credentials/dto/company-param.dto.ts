import { IsUuid } from '../../api/fields/uuid.decorator.js';

/** The `{companyId}` of a route. */
export class CompanyParam {
  @IsUuid()
  companyId!: string;
}
