import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, MinDate, ValidateIf } from 'class-validator';
import { IsReason } from '../../api/fields/reason.decorator.js';
import { IsTimestamp } from '../../api/fields/timestamp.decorator.js';
import { IsUuid } from '../../api/fields/uuid.decorator.js';

/** Whose deliveries are meant. */
export class ResumeDeliveries {
  /** Left out: those of all companies. Null is a mistake: a caller that means one company may have lost its id. */
  @ValidateIf((_, value) => value !== undefined)
  @IsUuid()
  companyId?: string;
}

/** Whose deliveries are to be paused, why, and until when. */
export class PauseDeliveries extends ResumeDeliveries {
  /**
   * Shown beside the pause.
   * @example "They move to a new accounting system."
   */
  @IsReason(500)
  reason!: string;

  /** When the pause ends; left out: when a person resumes deliveries. */
  @IsOptional()
  @IsTimestamp()
  @MinDate(() => new Date(), { message: 'must be in the future' })
  until?: Date;
}

/** Deliveries that a person paused. */
export class HandPause {
  /** Null: those of all companies. */
  @ApiProperty({ format: 'uuid', nullable: true })
  companyId!: string | null;

  reason!: string;

  since!: Date;

  /** Null: until a person resumes them. */
  until!: Date | null;

  /** The name of the API key that said so last; null where the relay runs without keys. */
  pausedBy!: string | null;
}

/** All pauses by hand. */
export class HandPauses {
  /** The longest first. */
  data!: HandPause[];
}

/** The outcome of a resume. */
export class Resumed {
  /** Whether there was one. */
  wasPaused!: boolean;
}
