import { IsOptional, MaxLength, MinLength } from 'class-validator';
import { PleoExportJob } from '../../pleo/dto/pleo-export-job.dto.js';
import { IsText } from '../../api/fields/text.decorator.js';

/** Something that happened at Pleo. Properties that are not named here are let through. */
export class PleoWebhook {
  /** Pleo's id of what happened. It tells repeats apart where there is no `webhook-id`. */
  @IsOptional()
  @IsText()
  @MinLength(1)
  @MaxLength(255)
  eventId?: string | null;

  /**
   * What happened. Types that the relay has no use for are answered 204 and change nothing.
   * @example "v1.export-job.created"
   */
  @IsText()
  @MinLength(1)
  eventType!: string;

  /** The export job, as it was then. */
  data!: PleoExportJob;
}

/** The same in the wrapper that some of Pleo's pages show. */
export class WrappedPleoWebhook {
  payload!: PleoWebhook;
}
