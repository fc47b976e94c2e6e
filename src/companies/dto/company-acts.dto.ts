import { ApiProperty } from '@nestjs/swagger';
import { IsDefined, MaxLength, ValidateIf } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsReason } from '../../api/fields/reason.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { PUT_AWAY_WAITING, type PutAwayWaiting } from '../company.entity.js';

/** What people want to know a company by. */
export class SetCompany {
  /**
   * Null takes it away.
   * @example "Fjord Bakery ApS"
   */
  @ApiProperty({ type: String, nullable: true, maxLength: 200 })
  @ValidateIf((_, value) => value !== null)
  @IsDefined({ message: 'must be a text, or null' })
  @IsText()
  @MaxLength(200, { message: 'must be 200 characters at most' })
  note!: string | null;
}

/** Why a company is put away, and the fate of its waiting messages. */
export class PutCompanyAway {
  /**
   * Kept in the company’s history.
   * @example "Left us at the end of May."
   */
  @IsReason(1000)
  reason!: string;

  /**
   * `park`: events and results wait until the company is taken back. `discard`: waiting and later ones are discarded,
   * for good.
   */
  @IsOneOf(PUT_AWAY_WAITING)
  waiting!: PutAwayWaiting;
}
