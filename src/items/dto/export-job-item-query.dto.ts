import { IsOptional } from 'class-validator';
import { PageLimit } from '../../api/dto/page.dto.js';
import { IsCursor } from '../../api/fields/cursor.decorator.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { ITEM_STATUSES, type ItemStatus } from '../../lifecycle/item-state.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../queue/job-event.entity.js';
import { decodePosition } from '../item-cursor.js';

/** Which page of which results of a job: of those that fulfil everything that is given. */
export class ExportJobItemQuery extends PageLimit {
  @IsOptional()
  @IsOneOf(ITEM_STATUSES)
  status?: ItemStatus;

  @IsOptional()
  @IsOneOf(DELIVERY_STATUSES)
  deliveryStatus?: DeliveryStatus;

  /** The `endCursor` of the page before. */
  @IsOptional()
  @IsCursor(decodePosition)
  after?: string;
}
