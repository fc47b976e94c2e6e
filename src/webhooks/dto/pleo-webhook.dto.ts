import { IsOptional, MaxLength, MinLength } from 'class-validator';
import { PleoExportJob } from '../../pleo/dto/pleo-export-job.dto.js';
import { IsText } from '../../api/fields/text.decorator.js';

/** An event at Pleo. Unknown properties are let through. */
export class PleoWebhook {
  /** Pleo's id of the event. It identifies repeats where there is no `webhook-id`. */
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

  /** The export job at that time. */
  data!: PleoExportJob;
}

/** The same in the wrapper that some of Pleo's pages show. */
export class WrappedPleoWebhook {
  payload!: PleoWebhook;
}
