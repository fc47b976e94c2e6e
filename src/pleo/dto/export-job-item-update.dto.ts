import { IsOptional, ValidateBy } from 'class-validator';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { IsText } from '../../api/fields/text.decorator.js';
import { IsTimestamp } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';
import {
  ITEM_FAILURE_REASON_TYPES,
  ITEM_STATUSES,
  type ItemFailureReasonType,
  type ItemStatus,
} from '../../lifecycle/item-state.js';

/** An element of the body of Pleo's `PUT /export-jobs/{jobId}/items`, as far as a worker may say it. */
export class ExportJobItemUpdate {
  @IsUuid()
  accountingEntryId!: string;

  @IsOneOf(ITEM_STATUSES)
  status!: ItemStatus;

  @IsOptional()
  @IsTimestamp()
  exportedAt?: Date | null;

  @IsOptional()
  @IsText()
  externalId?: string | null;

  @IsOptional()
  @IsText()
  externalUrl?: string | null;

  @IsOptional()
  @OnlyWithFailed()
  @IsText()
  failureReason?: string | null;

  @IsOptional()
  @OnlyWithFailed()
  @IsOneOf(ITEM_FAILURE_REASON_TYPES)
  failureReasonType?: ItemFailureReasonType | null;
}

/** As with events: a reason is that of a failure. */
function OnlyWithFailed(): PropertyDecorator {
  return (target, property) =>
    ValidateBy({
      name: 'onlyWithFailed',
      validator: {
        validate: (_, args) => {
          const { status } = args?.object as ExportJobItemUpdate;
          // An unknown status is a mistake of its own; which fields belong to it cannot be said.
          return status === 'failed' || !ITEM_STATUSES.includes(status);
        },
        defaultMessage: () => 'is allowed with the status "failed" only',
      },
    })(target, property);
}
