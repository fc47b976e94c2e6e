import { IsOptional, Length } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import { PageLimit } from '../../api/dto/page.dto.js';
import { COMPANY_STATES, type CompanyState } from './company.dto.js';

/** Which companies a list shows: those that fulfil everything that is given. */
export class CompanyQuery extends PageLimit {
  /** In this state. */
  @IsOptional()
  @IsOneOf(COMPANY_STATES)
  state?: CompanyState;

  /** With this text in their note or id, in capitals or small letters. */
  @IsOptional()
  @IsText()
  @Length(1, 100, { message: 'must have 1 to 100 characters' })
  q?: string;

  /** The `endCursor` of the page before, which is the id of a company. */
  @IsOptional()
  @IsUuid()
  after?: string;
}
